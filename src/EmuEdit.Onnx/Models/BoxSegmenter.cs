using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>segmenter/model.onnx</c>. Inputs: <c>pixel_values</c> [B, 3, S, S] and <c>input_boxes</c> [B,
/// 4], left, top, right, bottom as shares of the side. Output: <c>pred_masks</c> [B, 1, S, S], one
/// logit per pixel.
/// </summary>
public sealed class BoxSegmenter : ISegmenter
{
    private readonly OnnxSession _session;
    private readonly ImageInput _pictures;
    private readonly TensorSpec _boxes;

    internal BoxSegmenter(OnnxSession session, int size)
    {
        _session = session;
        session.AllowInputs("pixel_values", "input_boxes");
        _pictures = new(session, size);
        _boxes = session.Floats("input_boxes", 2);
        if ((_boxes.Fixed(1) ?? 4) != 4)
            throw session.Refuse(_boxes, "four numbers per box");
        var masks = session.Output("pred_masks", 4);
        if (
            (masks.Fixed(1) ?? 1) != 1
            || (masks.Fixed(2) ?? _pictures.Size) != _pictures.Size
            || (masks.Fixed(3) ?? _pictures.Size) != _pictures.Size
        )
            throw session.Refuse(masks, $"one mask per picture, {_pictures.Size} x {_pictures.Size} as the pictures are");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return [.. queries.Chunk(ImageInput.MostAtOnce).SelectMany(Run)];
    }

    private IEnumerable<Mask> Run((Image Picture, Box Box)[] queries)
    {
        using var inputs = new ModelInputs();
        var views = _pictures.Add(inputs, queries.Select(q => q.Picture));
        inputs.Add(_boxes, [.. queries.Zip(views).SelectMany(q => q.Second.ToFrame(q.First.Box))], queries.Length, 4);
        var logits = _session.Run(inputs, "pred_masks").Values;
        var area = _pictures.Size * _pictures.Size;
        return
        [
            .. queries.Select(
                (query, i) =>
                    Mask.OfLogits(
                        query.Picture.Width,
                        query.Picture.Height,
                        views[i].FromFrame((x, y) => logits[i * area + y * _pictures.Size + x])
                    )
            ),
        ];
    }
}
