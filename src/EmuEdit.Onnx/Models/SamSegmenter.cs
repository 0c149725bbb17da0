using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// SAM (Kirillov et al. 2023) or SAM 2 (Ravi et al. 2024) as two graphs in <c>segmenter/</c>.
/// <c>vision_encoder.onnx</c> maps <c>pixel_values</c> [B, 3, S, S] to embeddings, whatever their
/// number and names. <c>prompt_encoder_mask_decoder.onnx</c> maps them and a box to
/// <c>iou_scores</c> [B, P, M] and <c>pred_masks</c> [B, P, M, h, w], logits; the mask with the
/// highest score is taken. The box, in pixels of the square, is <c>input_boxes</c> [B, P, 4].
/// Without such an input it is two <c>input_points</c> [B, P, 2, 2] with <c>input_labels</c> 2 and
/// 3.
/// </summary>
public sealed class SamSegmenter : ISegmenter
{
    internal const string EncoderFile = "vision_encoder.onnx", DecoderFile = "prompt_encoder_mask_decoder.onnx";

    private const int DefaultSize = 1024;
    private const long LeftTop = 2, RightBottom = 3;

    private readonly OnnxSession _encoder, _decoder;
    private readonly PixelNormalisation _normalisation;
    private readonly TensorSpec _pixels;
    private readonly TensorSpec[] _embeddings;
    private readonly TensorSpec? _boxes, _points, _labels;
    private readonly int _size;
    private volatile bool _knowsCorners;

    internal SamSegmenter(OnnxSession encoder, OnnxSession decoder, PixelNormalisation normalisation)
    {
        (_encoder, _decoder, _normalisation) = (encoder, decoder, normalisation);
        encoder.AllowInputs("pixel_values");
        _pixels = encoder.Floats("pixel_values", 4);
        _size = _pixels.Fixed(3) ?? DefaultSize;
        if ((_pixels.Fixed(0) ?? 1) != 1 || (_pixels.Fixed(1) ?? 3) != 3 || (_pixels.Fixed(2) ?? _size) != _size)
            throw encoder.Refuse(_pixels, "square pictures of 3 channels, one at a time");

        _embeddings =
        [
            .. decoder.InputNames.Where(encoder.HasOutput).Select(name => decoder.Floats(name, encoder.Output(name).Dimensions.Length)),
        ];
        if (_embeddings.Length == 0 || !decoder.HasInput("input_boxes") && !decoder.HasInput("input_points"))
            throw new InvalidInputException(
                $"{decoder.Path} has the inputs {string.Join(", ", decoder.InputNames)}",
                $"the outputs of {encoder.Path}, and input_boxes or input_points",
                "copy both files from one export"
            );
        decoder.AllowInputs([.. _embeddings.Select(e => e.Name), "input_boxes", "input_points", "input_labels"]);
        _boxes = decoder.HasInput("input_boxes") ? decoder.Floats("input_boxes", 3) : null;
        _points = decoder.HasInput("input_points") ? decoder.Floats("input_points", 4) : null;
        _labels = decoder.HasInput("input_labels") ? decoder.Integers("input_labels", 3) : null;
        decoder.Output("iou_scores", 3);
        decoder.Output("pred_masks", 5);
    }

    /// <inheritdoc/>
    /// <remarks>Encodes an image once, even when several queries use it.</remarks>
    public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var masks = new Mask[queries.Count];
        foreach (var picture in queries.Index().GroupBy(q => q.Item.Picture))
        {
            var view = ResizeTransform.InCorner(picture.Key.Width, picture.Key.Height, _size);
            var embeddings = Encode(picture.Key, view);
            foreach (var (i, (_, box)) in picture)
                masks[i] = Mask.OfLogits(
                    picture.Key.Width,
                    picture.Key.Height,
                    view.FromFrame(Best(embeddings, [.. view.ToFrame(box).Select(share => share * _size)]))
                );
        }
        return masks;
    }

    private Tensor[] Encode(Image picture, ResizeTransform view)
    {
        using var inputs = new ModelInputs().Add(_pixels, _normalisation.Apply(picture, view), 1, 3, _size, _size);
        return _encoder.Run(inputs, [.. _embeddings.Select(e => e.Name)]);
    }

    // The best mask as a plane over the square. Decoders return it at a smaller size.
    private Func<int, int, float> Best(Tensor[] embeddings, float[] box)
    {
        RequireCorners(embeddings, box);
        var results = Decode(embeddings, box, LeftTop, RightBottom);
        var scores = results[0].Values;
        var (height, width) = ((int)results[1].Shape[3], (int)results[1].Shape[4]);
        var first = Array.IndexOf(scores, scores.Max()) * height * width;
        var plane = ResizeTransform.Filling(_size, _size, width, height).FromFrame((x, y) => results[1].Values[first + y * width + x]);
        return (x, y) => plane[y * _size + x];
    }

    private Tensor[] Decode(Tensor[] embeddings, float[] box, params long[] corners)
    {
        using var inputs = new ModelInputs();
        foreach (var (spec, embedding) in _embeddings.Zip(embeddings))
            inputs.Add(spec, embedding.Values, embedding.Shape);
        if (_boxes is not null)
            inputs.Add(_boxes, box, 1, 1, 4);
        var points = _boxes is null ? corners.Length : 0;
        if (_points is not null)
            inputs.Add(_points, points == 0 ? [] : box, 1, 1, points, 2);
        if (_labels is not null)
            inputs.AddIntegers(_labels, points == 0 ? [] : corners, 1, 1, points);
        return _decoder.Run(inputs, ["iou_scores", "pred_masks"]);
    }

    // Some exports know only the labels of points inside and outside. For them the two corners mean
    // nothing, and the resulting mask is arbitrary. They are recognised because their answer stays
    // the same when the corners swap labels.
    private void RequireCorners(Tensor[] embeddings, float[] box)
    {
        if (_knowsCorners || _boxes is not null)
            return;
        var (right, swapped) = (Decode(embeddings, box, LeftTop, RightBottom), Decode(embeddings, box, RightBottom, LeftTop));
        if (right.Zip(swapped).All(r => r.First.Values.AsSpan().SequenceEqual(r.Second.Values)))
            throw new InvalidInputException(
                $"{_decoder.Path} takes points and no boxes",
                "a decoder with input_boxes, or one that knows the labels 2 and 3 of a box's corners",
                "take an export with boxes, see docs/factory.md"
            );
        _knowsCorners = true;
    }
}
