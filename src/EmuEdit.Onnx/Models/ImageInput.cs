using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>The input <c>pixel_values</c> [B, 3, S, S], on [-1, 1], of a model that annotates images.</summary>
internal sealed class ImageInput
{
    /// <summary>Most images per run; more take memory and are no faster.</summary>
    public const int MostAtOnce = 32;

    private readonly TensorSpec _pixels;

    /// <param name="session">The model.</param>
    /// <param name="size">Side of the images, in pixels, when the model leaves it free.</param>
    public ImageInput(OnnxSession session, int size)
    {
        _pixels = session.Floats("pixel_values", 4);
        Size = _pixels.Fixed(3) ?? size;
        if ((_pixels.Fixed(1) ?? 3) != 3 || (_pixels.Fixed(2) ?? Size) != Size || _pixels.Fixed(0) is not null)
            throw session.Refuse(_pixels, "any number of square pictures of 3 channels");
    }

    /// <summary>Side of the square that the model sees, in pixels.</summary>
    public int Size { get; }

    /// <summary>Adds images and returns the transform of each.</summary>
    public LetterboxTransform[] Add(ModelInputs inputs, IEnumerable<Image> pictures)
    {
        var all = pictures.ToArray();
        LetterboxTransform[] views = [.. all.Select(p => new LetterboxTransform(p.Width, p.Height, Size))];
        var planes = new float[all.Length * 3 * Size * Size];
        for (var i = 0; i < all.Length; i++)
            views[i].Write(all[i], planes.AsSpan(i * 3 * Size * Size, 3 * Size * Size));
        inputs.Add(_pixels, planes, all.Length, 3, Size, Size);
        return views;
    }
}
