using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>
/// The text-to-image model of a bundle on whole batches. It works with captions, latents and images
/// instead of tensors.
/// </summary>
internal sealed class LatentModel
{
    // An encoding of Stable Diffusion XL takes 630 kB.
    private const int MostTexts = 1024;

    // The latent of a 256 x 256 image in Stable Diffusion. The network's working memory grows with
    // the number of cells.
    private const int CellsOfABatch = 32 * 32;

    private readonly TextToImageModel _model;
    private readonly Parameterisation _parameterisation;
    private readonly int _batch;
    private readonly Action? _betweenCalls;
    private readonly Dictionary<string, TextEncoding> _texts = [];

    /// <param name="bundle">The bundle with the text-to-image model.</param>
    /// <param name="batch">
    /// Maximum number of items per network call, for latents of up to 32 x 32; proportionally fewer
    /// for larger latents. A larger group runs alone.
    /// </param>
    /// <param name="betweenCalls">Called before each network call. Default null: nothing is called.</param>
    /// <exception cref="InvalidInputException">The bundle has no text-to-image model.</exception>
    public LatentModel(Bundle bundle, int batch, Action? betweenCalls = null)
    {
        _betweenCalls = betweenCalls;
        _model =
            bundle.TextToImage
            ?? throw new InvalidInputException(
                $"{bundle.Name}, which has no text-to-image model",
                "a bundle with text_to_image/ or text_to_image_unet/",
                "train one with 'emuedit train text-to-image', or copy a folder of diffusers there, such as "
                    + "Stable Diffusion 1.5"
            );
        _parameterisation = Parameterisation.Of(_model.Schedule.Config);
        var latent = _model.Autoencoder.Encode(new float[3 * Size * Size]);
        Shape = new((int)latent.Shape[1], (int)latent.Shape[2], (int)latent.Shape[3]);
        _batch = Math.Max(1, batch * CellsOfABatch / Math.Max(CellsOfABatch, Shape.Height * Shape.Width));
    }

    /// <summary>Side of the model's images in pixels.</summary>
    public int Size => _model.Autoencoder.ImageSize;

    /// <summary>Shape of a latent.</summary>
    public LatentShape Shape { get; }

    /// <summary>Returns the noise levels of a run.</summary>
    public NoiseLevel[] Levels(int steps) => _model.Schedule.Levels(steps);

    /// <summary>
    /// Returns the encoding of a caption. The empty caption leaves the image unconditioned.
    /// </summary>
    public TextEncoding Text(string caption)
    {
        lock (_texts)
        {
            if (_texts.Count > MostTexts)
                _texts.Clear();
            if (!_texts.TryGetValue(caption, out var text))
                _texts[caption] = text = caption.Length == 0 ? _model.Prompts.ReadNothing() : _model.Prompts.Read(caption);
            return text;
        }
    }

    /// <summary>Predicts the clean samples from noisy ones.</summary>
    /// <param name="groups">
    /// Groups of items. An item's source is an index within its group. Groups share batches, and no
    /// group is split.
    /// </param>
    /// <param name="level">The noise level of all items.</param>
    /// <returns>The clean samples of each group.</returns>
    public float[][][] Clean(IReadOnlyList<IReadOnlyList<TextToImageItem>> groups, NoiseLevel level)
    {
        var result = new List<float[][]>(groups.Count);
        for (var first = 0; first < groups.Count;)
        {
            var (last, items) = (first, new List<TextToImageItem>());
            do
            {
                var offset = items.Count;
                items.AddRange(groups[last++].Select(item => item with { Source = item.Source + offset }));
            }
            while (last < groups.Count && items.Count + groups[last].Count <= _batch);
            _betweenCalls?.Invoke();
            if (items.Count > 0)
                result.AddRange(Split(groups, first, last, Clean(items, level)));
            else
                result.AddRange(Enumerable.Repeat(Array.Empty<float[]>(), last - first));
            first = last;
        }
        return [.. result];
    }

    /// <summary>Returns the latent of an image of <see cref="Size"/>, scaled for diffusion.</summary>
    public float[] Encode(Image picture)
    {
        var (n, pixels) = (Size * Size, new float[3 * Size * Size]);
        for (var i = 0; i < n; i++)
            for (var c = 0; c < 3; c++)
                pixels[c * n + i] = picture.Pixels[3 * i + c] / 127.5f - 1;
        return _model.Autoencoder.Encode(pixels).Values;
    }

    /// <summary>Returns the image of a latent.</summary>
    public Image Decode(float[] latent)
    {
        var planes = _model.Autoencoder.Decode(latent, Shape).Values;
        var (n, picture) = (Size * Size, new Image(Size, Size));
        for (var i = 0; i < n; i++)
            for (var c = 0; c < 3; c++)
                picture.Pixels[3 * i + c] = (byte)Math.Clamp(MathF.Round((planes[c * n + i] + 1) * 127.5f), 0, 255);
        return picture;
    }

    private float[][] Clean(List<TextToImageItem> items, NoiseLevel level)
    {
        var samples = _model.Predict(items, Shape, level.Timestep).Chunk(Shape.Length).ToArray();
        for (var i = 0; i < items.Count; i++)
            _parameterisation.ToSample(items[i].Noisy, level, samples[i]);
        return samples;
    }

    private static IEnumerable<float[][]> Split(
        IReadOnlyList<IReadOnlyList<TextToImageItem>> groups,
        int first,
        int last,
        float[][] samples
    )
    {
        var at = 0;
        for (var g = first; g < last; at += groups[g++].Count)
            yield return samples[at..(at + groups[g].Count)];
    }
}
