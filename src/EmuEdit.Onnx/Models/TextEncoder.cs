using EmuEdit.Core;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>text_encoder</c>: token ids [B, L] (int32 or int64) to <c>last_hidden_state</c> [B, L, D]; those of Stable Diffusion XL also to <c>penultimate</c> [B, L, D], of the layer before the last, and
/// <c>text_embeds</c> [B, P].
/// </summary>
public sealed class TextEncoder
{
    private const string BeforeLast = "penultimate", Projected = "text_embeds";

    private readonly OnnxSession _session;
    private readonly TensorSpec _ids;

    internal TextEncoder(OnnxSession session)
    {
        _session = session;
        session.AllowInputs("input_ids");
        _ids = session.Input("input_ids", [2], TensorElementType.Int32, TensorElementType.Int64);
        Width = session.Output("last_hidden_state", 3).Fixed(2);
    }

    /// <summary>Width of an encoding, D; null when the model leaves it free.</summary>
    internal int? Width { get; }

    /// <summary>Refuses a model made for another length.</summary>
    internal void RequireLength(int length)
    {
        if (_ids.Fixed(1) is { } given && given != length)
            throw _session.Refuse(_ids, $"the tokenizer's model_max_length, {length}");
    }

    /// <summary>Encodes one text.</summary>
    /// <param name="ids">Its token ids, padded to the tokenizer's length L.</param>
    /// <returns>[1, L, D].</returns>
    /// <exception cref="InvalidInputException">The model fails on it.</exception>
    public Tensor Encode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var inputs = new ModelInputs().AddIds(_ids, ids);
        return _session.Run(inputs, "last_hidden_state");
    }

    /// <summary>Encodes one text as Stable Diffusion XL takes it.</summary>
    /// <param name="ids">As of <see cref="Encode"/>.</param>
    /// <returns>The states before the last layer and, where the model projects, the text's own encoding.</returns>
    internal TextEncoding Penultimate(IReadOnlyList<int> ids)
    {
        using var inputs = new ModelInputs().AddIds(_ids, ids);
        if (!_session.HasOutput(Projected))
            return new(_session.Run(inputs, BeforeLast), []);
        var both = _session.Run(inputs, [BeforeLast, Projected]);
        return new(both[0], both[1].Values);
    }

    /// <summary>Whether it is one of Stable Diffusion XL's.</summary>
    internal void RequirePenultimate() => _session.Output(BeforeLast, 3);
}
