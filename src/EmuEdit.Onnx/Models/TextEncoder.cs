using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>text_encoder</c>: token ids [B, L] (int32 or int64) to <c>last_hidden_state</c> [B, L, D].
/// Those of Stable Diffusion XL also return <c>text_embeds</c> [B, P] and <c>hidden_states.0</c>
/// and so on [B, L, D]: the input of the first layer, then the output of each layer.
/// </summary>
public sealed class TextEncoder
{
    private const string States = "hidden_states.", Projected = "text_embeds";

    private readonly OnnxSession _session;
    private readonly TensorSpec _ids;
    private readonly string _beforeLast;

    /// <param name="session">The model.</param>
    /// <param name="layers">
    /// Number of layers; null when no file states it. Then all states are outputs, including the
    /// last layer's.
    /// </param>
    internal TextEncoder(OnnxSession session, int? layers = null)
    {
        _session = session;
        // Some exporters omit the last state, which is last_hidden_state before its norm.
        _beforeLast = $"{States}{(layers ?? session.OutputNames.Count(o => o.StartsWith(States, StringComparison.Ordinal)) - 1) - 1}";
        session.AllowInputs("input_ids");
        _ids = session.Integers("input_ids", 2);
        Width = session.Output("last_hidden_state", 3).Fixed(2);
    }

    /// <summary>Opens a text encoder of a model.</summary>
    /// <param name="source">The model.</param>
    /// <param name="parts">The networks of the model.</param>
    /// <param name="part">The encoder's folder.</param>
    /// <exception cref="InvalidInputException">The encoder is missing, or is not a text encoder.</exception>
    internal static TextEncoder Open(ModelSource source, BundleParts parts, string part) =>
        new(parts.OpenNetwork(part), source.TextLayers(part));

    /// <summary>Width of an encoding, D; null when the model leaves it free.</summary>
    internal int? Width { get; }

    /// <summary>Throws when the model was made for another text length.</summary>
    internal void RequireLength(int length)
    {
        if (_ids.Fixed(1) is { } given && given != length)
            throw _session.Refuse(_ids, $"the tokenizer's model_max_length, {length}");
    }

    /// <summary>Encodes one text.</summary>
    /// <param name="ids">The text's token ids, padded to the tokenizer's length L.</param>
    /// <returns>The encoding, [1, L, D].</returns>
    /// <exception cref="InvalidInputException">The model fails on the text.</exception>
    public Tensor Encode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var inputs = new ModelInputs().AddIds(_ids, ids);
        return _session.Run(inputs, "last_hidden_state");
    }

    /// <summary>Encodes one text for Stable Diffusion XL.</summary>
    /// <param name="ids">The text's token ids, as for <see cref="Encode"/>.</param>
    /// <returns>The states before the last layer and, when the model has a projection, the pooled encoding.</returns>
    internal TextEncoding Penultimate(IReadOnlyList<int> ids)
    {
        using var inputs = new ModelInputs().AddIds(_ids, ids);
        if (!_session.HasOutput(Projected))
            return new(_session.Run(inputs, _beforeLast), []);
        var both = _session.Run(inputs, [_beforeLast, Projected]);
        return new(both[0], both[1].Values);
    }

    /// <summary>Throws when the model is not a text encoder of Stable Diffusion XL.</summary>
    internal void RequirePenultimate()
    {
        if (!_session.HasOutput(_beforeLast))
            throw new InvalidInputException(
                $"{_session.Path} has the outputs {string.Join(", ", _session.OutputNames)}",
                $"{States}0 and so on, one for each layer: Stable Diffusion XL reads the one before the last",
                "export the model again with its hidden states"
            );
        _session.Output(_beforeLast, 3);
    }
}
