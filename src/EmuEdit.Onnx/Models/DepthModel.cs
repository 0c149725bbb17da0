using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>depth/model.onnx</c>: <c>pixel_values</c> [B, 3, S, S] to <c>predicted_depth</c> [B, S, S], 0
/// (far) to 1 (near).
/// </summary>
public sealed class DepthModel : IDepthEstimator
{
    private readonly OnnxSession _session;
    private readonly ImageInput _pictures;

    internal DepthModel(OnnxSession session, int size)
    {
        _session = session;
        session.AllowInputs("pixel_values");
        _pictures = new(session, size);
        var depth = session.Output("predicted_depth", 3);
        if ((depth.Fixed(1) ?? _pictures.Size) != _pictures.Size || (depth.Fixed(2) ?? _pictures.Size) != _pictures.Size)
            throw session.Refuse(depth, $"{_pictures.Size} x {_pictures.Size} as the pictures are");
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Estimate(IReadOnlyList<Image> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return [.. pictures.Chunk(ImageInput.MostAtOnce).SelectMany(Run)];
    }

    private IEnumerable<float[]> Run(Image[] pictures)
    {
        using var inputs = new ModelInputs();
        var views = _pictures.Add(inputs, pictures);
        var depth = _session.Run(inputs, "predicted_depth").Values;
        var area = _pictures.Size * _pictures.Size;
        return [.. views.Select((view, i) => view.FromFrame((x, y) => Math.Clamp(depth[i * area + y * _pictures.Size + x], 0, 1)))];
    }
}
