using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// GroundingDINO (Liu et al. 2023) as <c>detector/model.onnx</c>, in the export of the transformers
/// library. Inputs: <c>pixel_values</c> [B, 3, H, W], <c>pixel_mask</c> [B, H, W],
/// <c>input_ids</c>, <c>attention_mask</c>, <c>token_type_ids</c> [B, L]. Outputs: <c>logits</c>
/// [B, Q, T], one per query and token, and <c>pred_boxes</c> [B, Q, 4], centre x and y, width and
/// height as shares of the image's sides. The confidence in a phrase is that of its most certain
/// token in the most certain query, and its box is that query's.
/// </summary>
public sealed class GroundingDinoDetector : IDetector
{
    /// <summary>Confidence below which transformers' post-processing drops a box.</summary>
    public const float DefaultThreshold = 0.25f;

    // What the model was trained on: images whose shorter side is the first value, or whose longer
    // side is the second if it would exceed that; texts of at most that many tokens.
    private const int ShorterSide = 800, LongerSide = 1333, MostTokens = 256;

    private readonly OnnxSession _session;
    private readonly GroundingPrompts _prompts;
    private readonly PixelNormalisation _normalisation;
    private readonly TensorSpec _pixels, _pixelMask, _ids, _attention, _types;

    internal GroundingDinoDetector(OnnxSession session, GroundingPrompts prompts, PixelNormalisation normalisation)
    {
        (_session, _prompts, _normalisation) = (session, prompts, normalisation);
        session.AllowInputs("pixel_values", "pixel_mask", "input_ids", "attention_mask", "token_type_ids");
        _pixels = session.Floats("pixel_values", 4);
        _pixelMask = session.Integers("pixel_mask", 3);
        (_ids, _attention, _types) = (
            session.Integers("input_ids", 2),
            session.Integers("attention_mask", 2),
            session.Integers("token_type_ids", 2)
        );
        if ((_pixels.Fixed(0) ?? 1) != 1 || (_pixels.Fixed(1) ?? 3) != 3 || _pixels.Fixed(2) is null != _pixels.Fixed(3) is null)
            throw session.Refuse(_pixels, "pictures of 3 channels, one at a time, with both sides fixed or both free");
        if ((_ids.Fixed(1) ?? MostTokens) <= prompts.Frame)
            throw session.Refuse(_ids, $"more than {prompts.Frame} tokens a text");
        var (logits, boxes) = (session.Output("logits", 3), session.Output("pred_boxes", 3));
        if ((logits.Fixed(2) ?? MostTokens) <= prompts.Frame)
            throw session.Refuse(logits, "a logit for each query and token");
        if ((boxes.Fixed(2) ?? 4) != 4)
            throw session.Refuse(boxes, "four numbers per box");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Runs one query at a time: published exports have a fixed number of phrases, the one that
    /// they were traced with.
    /// </remarks>
    public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return [.. queries.Select(q => Run(q.Picture, q.Phrase))];
    }

    /// <summary>
    /// Whether a detector's graph is this model. The bundle's own detector reads texts of one
    /// length and needs no mask for them.
    /// </summary>
    internal static bool Fits(OnnxSession session) => session.HasInput("attention_mask");

    private Detection Run(Image picture, string phrase)
    {
        var view = View(picture.Width, picture.Height);
        var ids = _prompts.Encode(phrase, Math.Min(_ids.Fixed(1) ?? MostTokens, MostTokens));
        using var inputs = new ModelInputs()
            .Add(_pixels, _normalisation.Apply(picture, view), 1, 3, view.FrameHeight, view.FrameWidth)
            .AddIntegers(
                _pixelMask,
                Enumerable.Repeat(1L, view.FrameHeight * view.FrameWidth).ToArray(),
                1,
                view.FrameHeight,
                view.FrameWidth
            )
            .AddIds(_ids, ToLength(ids, _prompts.Padding))
            .AddIds(_attention, ToLength([.. ids.Select(_ => 1)], 0))
            .AddIds(_types, ToLength([.. ids.Select(_ => 0)], 0));
        var results = _session.Run(inputs, ["logits", "pred_boxes"]);
        var (query, logit) = Best(results[0], ids.Length - _prompts.Frame);
        return new(view.FromFrame(results[1].Values.AsSpan(4 * query, 4)), 1 / (1 + MathF.Exp(-logit)));
    }

    private int[] ToLength(int[] values, int padding) =>
        [.. values, .. Enumerable.Repeat(padding, Math.Max(0, (_ids.Fixed(1) ?? 0) - values.Length))];

    // The phrase's tokens follow the start token. The tokens around the phrase are no evidence for it.
    private static (int Query, float Logit) Best(Tensor logits, int words)
    {
        var (best, width) = ((Query: 0, Logit: float.NegativeInfinity), (int)logits.Shape[2]);
        for (var query = 0; query < logits.Shape[1]; query++)
            foreach (var logit in logits.Values.AsSpan(query * width + 1, Math.Min(words, width - 1)))
                if (logit > best.Logit)
                    best = (query, logit);
        return best;
    }

    // Sides are rounded and cut like in the model's own image processor. A graph with fixed sides
    // receives stretched images; boxes are shares of the image all the same.
    private ResizeTransform View(int width, int height)
    {
        if (_pixels.Fixed(3) is { } fixedWidth && _pixels.Fixed(2) is { } fixedHeight)
            return ResizeTransform.Filling(width, height, fixedWidth, fixedHeight);
        var (shorter, longer) = (Math.Min(width, height), Math.Max(width, height));
        var side = Math.Min(ShorterSide, (double)LongerSide * shorter / longer);
        var (small, large) = (Math.Max(1, (int)Math.Round(side)), (int)(side * longer / shorter));
        return width < height ? ResizeTransform.Filling(width, height, small, large) : ResizeTransform.Filling(width, height, large, small);
    }
}
