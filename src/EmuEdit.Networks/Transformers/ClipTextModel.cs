using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Transformers;

/// <summary>
/// transformers' CLIPTextModel, the text encoder of Stable Diffusion, and
/// CLIPTextModelWithProjection, the second one of SDXL.
/// </summary>
public sealed class ClipTextModel : ICheckpointNetwork
{
    // transformers' configurations contained 2 for years, whatever the end token was; its models
    // then take the largest id.
    private const int UnknownEnd = 2;

    private readonly ParameterScope _scope = new();
    private readonly ClipSizes _sizes;
    private readonly int _end;
    private readonly Embedding _tokens, _positions;
    private readonly ClipEncoder _encoder;
    private readonly LayerNorm _norm;
    private readonly Linear? _projection;

    /// <param name="config">The content of its <c>config.json</c>.</param>
    /// <exception cref="Core.InvalidInputException">A key has a value that the network does not support.</exception>
    public ClipTextModel(NetworkConfig config)
    {
        _sizes = ClipSizes.Read(config, width: 512, feed: 2048, heads: 8);
        Length = config.Int("max_position_embeddings", 77);
        _end = config.Whole("eos_token_id", UnknownEnd);
        var text = _scope["text_model"];
        _tokens = new(text["embeddings"]["token_embedding"], config.Int("vocab_size", 49408), _sizes.Width);
        _positions = new(text["embeddings"]["position_embedding"], Length, _sizes.Width);
        _encoder = new(text["encoder"], _sizes);
        _norm = new(text["final_layer_norm"], _sizes.Width, _sizes.Epsilon);
        _projection = config.ClassName == "CLIPTextModelWithProjection"
            ? new(_scope["text_projection"], _sizes.Width, _sizes.Projection, bias: false) : null;
        config.Close();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _scope.All;

    /// <summary>Number of tokens of a text.</summary>
    public int Length { get; }

    /// <summary>Number of layers.</summary>
    public int Layers => _sizes.Layers;

    /// <summary>The encoder's output.</summary>
    /// <param name="States">
    /// The embeddings, then the output of each layer, [B, L, C]. SDXL takes the one before the
    /// last.
    /// </param>
    /// <param name="Last">The last state after the norm, [B, L, C].</param>
    /// <param name="Pooled">
    /// The last state at the end token, [B, C]; projected, [B, E], when there is a projection.
    /// </param>
    public sealed record Output<T>(IReadOnlyList<T> States, T Last, T Pooled);

    /// <summary>Encodes token ids [B, L].</summary>
    public Output<T> Forward<T>(IOps<T> ops, T ids)
    {
        var states = _encoder.Forward(ops, ops.Add(_tokens.Forward(ops, ids), _positions.First(ops, Length)),
            ops.Constant(Causal(Length), Length, Length));
        var last = _norm.Forward(ops, states[^1]);
        var pooled = ops.TakeAt(last, ids, _end == UnknownEnd ? null : _end);
        return new(states, last, _projection is null ? pooled : _projection.Forward(ops, pooled));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Graphs { get; } = ["text_encoder"];

    /// <inheritdoc/>
    public void Write(string name, NetworkGraph graph, bool inner)
    {
        var output = Forward(graph.Ops, graph.Ids(Length));
        graph.Gives("last_hidden_state", output.Last, (long)Length, (long)_sizes.Width);
        graph.Gives(_projection is null ? "pooler_output" : "text_embeds", output.Pooled,
            (long)(_projection is null ? _sizes.Width : _sizes.Projection));
        // The name that reference files use for the state that Stable Diffusion XL reads.
        if (inner && output.States.Count > 1)
            graph.Gives("penultimate", output.States[^2], (long)Length, (long)_sizes.Width);
        for (var i = 0; i < output.States.Count; i++)
            graph.Gives($"hidden_states.{i}", output.States[i], (long)Length, (long)_sizes.Width);
    }

    /// <summary>
    /// The positions are a buffer. The others belong to the other half of a whole CLIP, whose file
    /// can be used for either.
    /// </summary>
    public bool MayHold(string tensor) => tensor is "text_model.embeddings.position_ids" or "logit_scale" or "text_projection.weight"
        || tensor.StartsWith("vision_model.", StringComparison.Ordinal)
            || tensor.StartsWith("visual_projection.", StringComparison.Ordinal);

    // No token attends to a later one.
    private static float[] Causal(int length)
    {
        var mask = new float[length * length];
        for (var i = 0; i < length; i++)
            mask.AsSpan(i * length + i + 1, length - i - 1).Fill(float.MinValue);
        return mask;
    }
}
