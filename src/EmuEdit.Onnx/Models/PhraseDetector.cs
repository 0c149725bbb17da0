using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>detector/model.onnx</c>. Inputs: <c>pixel_values</c> [B, 3, S, S] and a phrase's
/// <c>input_ids</c> [B, L]. Outputs: <c>logits</c> [B, 1] of the object's presence, and
/// <c>pred_boxes</c> [B, 4], centre x and y, width and height as shares of the side.
/// </summary>
public sealed class PhraseDetector : IDetector
{
    private readonly OnnxSession _session;
    private readonly ClipTokenizer _tokenizer;
    private readonly ImageInput _pictures;
    private readonly TensorSpec _ids;
    private readonly int _length;

    internal PhraseDetector(OnnxSession session, ClipTokenizer tokenizer, int size)
    {
        (_session, _tokenizer) = (session, tokenizer);
        session.AllowInputs("pixel_values", "input_ids");
        _pictures = new(session, size);
        _ids = session.Integers("input_ids", 2);
        _length = _ids.Fixed(1) ?? tokenizer.Length;
        Require(session.Output("logits", 2), 1, "one logit per picture");
        Require(session.Output("pred_boxes", 2), 4, "four numbers per box");

        void Require(TensorSpec output, int width, string allowed)
        {
            if ((output.Fixed(1) ?? width) != width)
                throw session.Refuse(output, allowed);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return [.. queries.Chunk(ImageInput.MostAtOnce).SelectMany(Run)];
    }

    private IEnumerable<Detection> Run((Image Picture, string Phrase)[] queries)
    {
        using var inputs = new ModelInputs();
        var views = _pictures.Add(inputs, queries.Select(q => q.Picture));
        inputs.AddIds(_ids, [.. queries.Select(q => _tokenizer.Encode(q.Phrase, _length).Ids)]);
        var results = _session.Run(inputs, ["logits", "pred_boxes"]);
        return
        [
            .. views.Select(
                (view, i) => new Detection(view.FromFrame(results[1].Values.AsSpan(4 * i, 4)), 1 / (1 + MathF.Exp(-results[0].Values[i])))
            ),
        ];
    }
}
