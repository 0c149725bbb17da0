using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>clip/text_model.onnx</c>: token ids [B, L] to <c>text_embeds</c> [B, D]. An
/// <c>attention_mask</c> is filled when the model has one.
/// </summary>
public sealed class ClipText
{
    private readonly OnnxSession _session;
    private readonly TensorSpec _ids;
    private readonly TensorSpec? _mask;

    internal ClipText(OnnxSession session)
    {
        _session = session;
        session.AllowInputs("input_ids", "attention_mask");
        _ids = session.Integers("input_ids", 2);
        _mask = session.HasInput("attention_mask") ? session.Integers("attention_mask", 2) : null;
        session.Output("text_embeds", 2);
    }

    /// <summary>Embeds one text.</summary>
    /// <param name="text">The text's tokens.</param>
    /// <returns>A vector of length 1, with as many values as those of <see cref="ClipImage"/>.</returns>
    /// <exception cref="InvalidInputException">The model fails on the text.</exception>
    public float[] Embed(TokenizedText text) => Embed([text])[0];

    /// <summary>Embeds texts in batches.</summary>
    /// <param name="texts">The texts' tokens, of one length.</param>
    /// <returns>One vector of length 1 per text.</returns>
    /// <exception cref="InvalidInputException">The model fails on the texts.</exception>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<TokenizedText> texts) => ModelBatch.Run(texts, _ids.Fixed(0), some =>
    {
        using var inputs = new ModelInputs().AddIds(_ids, [.. some.Select(t => t.Ids)]);
        if (_mask is not null)
            inputs.AddIds(_mask, [.. some.Select(Unpadded)]);
        return _session.Run(inputs, "text_embeds");
    }, UnitVector.Of);

    private static int[] Unpadded(TokenizedText text) => [.. Enumerable.Range(0, text.Ids.Count).Select(i => i < text.Length ? 1 : 0)];
}
