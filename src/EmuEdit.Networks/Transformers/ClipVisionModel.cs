using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Transformers;

/// <summary>transformers' CLIPVisionModelWithProjection, and CLIPVisionModel, which has no projection.</summary>
internal sealed class ClipVisionModel : ICheckpointNetwork
{
    private readonly ParameterScope _scope = new();
    private readonly ClipSizes _sizes;
    private readonly int _channels, _side, _places;
    private readonly Parameter _class;
    private readonly Conv2d _patches;
    private readonly Embedding _positions;
    private readonly LayerNorm _before, _after;
    private readonly ClipEncoder _encoder;
    private readonly Linear? _projection;

    public ClipVisionModel(NetworkConfig config)
    {
        _sizes = ClipSizes.Read(config, width: 768, feed: 3072, heads: 12);
        (_channels, _side) = (config.Int("num_channels", 3), config.Int("image_size", 224));
        var patch = config.Int("patch_size", 32);
        _places = _side / patch * (_side / patch) + 1;
        var vision = _scope["vision_model"];
        _class = vision["embeddings"].Normal("class_embedding", 0.1, _sizes.Width);
        _patches = new(vision["embeddings"]["patch_embedding"], _channels, _sizes.Width, kernel: patch, stride: patch, padding: 0,
            bias: false);
        _positions = new(vision["embeddings"]["position_embedding"], _places, _sizes.Width);
        // The misspelling is the reference's.
        _before = new(vision["pre_layrnorm"], _sizes.Width, _sizes.Epsilon);
        _encoder = new(vision["encoder"], _sizes);
        _after = new(vision["post_layernorm"], _sizes.Width, _sizes.Epsilon);
        _projection = config.ClassName == "CLIPVisionModel" ? null
            : new(_scope["visual_projection"], _sizes.Width, _sizes.Projection, bias: false);
        config.Close();
    }

    public IReadOnlyList<Parameter> Parameters => _scope.All;

    /// <summary>The encoder's output.</summary>
    /// <param name="States">
    /// The input of the layers, then the output of each, [B, N, C]; the class token is the first of
    /// N.
    /// </param>
    /// <param name="Pooled">The class token after the last norm, [B, C].</param>
    /// <param name="Embedding">The projected class token, [B, E]; null without a projection.</param>
    internal sealed record Output<T>(IReadOnlyList<T> States, T Pooled, T? Embedding);

    /// <summary>Encodes normalised images [B, 3, S, S].</summary>
    public Output<T> Forward<T>(IOps<T> ops, T pictures)
    {
        var patches = ops.ToTokens(_patches.Forward(ops, pictures));
        var first = ops.Repeat(ops.Reshape(ops.Weight(_class), 1, 1, _sizes.Width), pictures);
        var x = ops.Add(ops.Concat(1, first, patches), _positions.First(ops, _places));
        var states = _encoder.Forward(ops, _before.Forward(ops, x));
        var pooled = _after.Forward(ops, ops.Reshape(ops.Slice(states[^1], 1, 0, 1), 0, _sizes.Width));
        return new(states, pooled, _projection is null ? default : _projection.Forward(ops, pooled));
    }

    public IReadOnlyList<string> Graphs { get; } = ["image_encoder"];

    public void Write(string name, NetworkGraph graph, bool inner)
    {
        var output = Forward(graph.Ops, graph.Floats("pixel_values", (long)_channels, (long)_side, (long)_side));
        if (output.Embedding is not null)
            graph.Gives("image_embeds", output.Embedding, (long)_sizes.Projection);
        graph.Gives("last_hidden_state", output.States[^1], (long)_places, (long)_sizes.Width)
            .Gives("pooler_output", output.Pooled, (long)_sizes.Width);
        if (output.States.Count > 1)
            graph.Gives("penultimate", output.States[^2], (long)_places, (long)_sizes.Width);
    }

    /// <summary>
    /// The positions are a buffer. The others belong to the other half of a whole CLIP, whose file
    /// can be used for either.
    /// </summary>
    public bool MayHold(string tensor) => tensor is "vision_model.embeddings.position_ids" or "logit_scale" or "visual_projection.weight"
        || tensor.StartsWith("text_model.", StringComparison.Ordinal) || tensor.StartsWith("text_projection.", StringComparison.Ordinal);
}
