using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Transformers;

/// <summary>transformers' ViTModel (Dosovitskiy et al. 2020), the network of DINO (Caron et al. 2021).</summary>
internal sealed class ViTModel : ICheckpointNetwork
{
    private readonly ParameterScope _scope = new();
    private readonly int _width;
    private readonly PatchEmbeddings _embeddings;
    private readonly Layer[] _layers;
    private readonly LayerNorm _norm;

    /// <param name="config">The network's configuration.</param>
    /// <param name="side">
    /// Side of the images in pixels; null, the default, for that of the configuration. Positions
    /// are interpolated for another.
    /// </param>
    public ViTModel(NetworkConfig config, int? side = null)
    {
        _width = config.Int("hidden_size", 768);
        var (heads, feed, epsilon) = (config.Int("num_attention_heads", 12), config.Int("intermediate_size", 3072),
            config.Float("layer_norm_eps", 1e-12f));
        var activation = config.Choice("hidden_act", "gelu", "gelu", "quick_gelu", "relu", "silu");
        var bias = config.Bool("qkv_bias", true);
        if (_width % heads != 0)
            throw config.Refuse("num_attention_heads", $"a divisor of hidden_size ({_width})");
        _embeddings = new(_scope["embeddings"], config, _width, patch: 16, side);
        _layers = [.. Enumerable.Range(0, config.Int("num_hidden_layers", 12))
            .Select(i => new Layer(_scope["encoder"]["layer"][$"{i}"], _width, heads, feed, activation, epsilon, bias))];
        _norm = new(_scope["layernorm"], _width, epsilon);
        TransformersKeys.Ignore(config);
        config.Ignore("encoder_stride", "pooler_output_size", "pooler_act");
        config.Close();
    }

    public IReadOnlyList<Parameter> Parameters => _scope.All;

    /// <summary>
    /// Maps normalised images [B, 3, S, S] to the hidden states [B, N, C] after the last norm; the
    /// class token is the first.
    /// </summary>
    public T Forward<T>(IOps<T> ops, T pictures) =>
        _norm.Forward(ops, _layers.Aggregate(_embeddings.Forward(ops, pictures), (x, layer) => layer.Forward(ops, x)));

    public IReadOnlyList<string> Graphs { get; } = ["dino"];

    public void Write(string name, NetworkGraph graph, bool inner) =>
        graph.Gives("last_hidden_state", Forward(graph.Ops, _embeddings.Input(graph)), (long)_embeddings.Places, (long)_width);

    /// <summary>Tensors of pre-training and of a classifier, which this network does not need.</summary>
    public bool MayHold(string tensor) => tensor is "embeddings.mask_token" || tensor.StartsWith("pooler.", StringComparison.Ordinal);

    private sealed class Layer(ParameterScope scope, int width, int heads, int feed, string activation, float epsilon, bool bias)
    {
        private readonly LayerNorm _norm1 = new(scope["layernorm_before"], width, epsilon),
            _norm2 = new(scope["layernorm_after"], width, epsilon);
        private readonly SelfAttention _attention = new(scope["attention"], width, heads, bias);
        private readonly Linear _in = new(scope["intermediate"]["dense"], width, feed), _out = new(scope["output"]["dense"], feed, width);

        public T Forward<T>(IOps<T> ops, T x)
        {
            x = ops.Add(_attention.Forward(ops, _norm1.Forward(ops, x)), x);
            return ops.Add(_out.Forward(ops, Activation.Of(ops, activation, _in.Forward(ops, _norm2.Forward(ops, x)))), x);
        }
    }
}

/// <summary>transformers' ViTEmbeddings: patches of an image as tokens after a class token, with positions.</summary>
internal sealed class PatchEmbeddings
{
    private readonly int _channels, _side, _grid, _trained, _width;
    private readonly Parameter _class, _positions;
    private readonly Conv2d _patches;

    public PatchEmbeddings(ParameterScope scope, NetworkConfig config, int width, int patch, int? side)
    {
        (_channels, patch) = (config.Int("num_channels", 3), config.Int("patch_size", patch));
        var trained = config.Int("image_size", 224);
        (_side, _width) = (side ?? trained, width);
        (_grid, _trained) = (_side / patch, trained / patch);
        _class = scope.Normal("cls_token", 0.1, 1, 1, width);
        _positions = scope.Normal("position_embeddings", 0.1, 1, _trained * _trained + 1, width);
        _patches = new(scope["patch_embeddings"]["projection"], _channels, width, kernel: patch, stride: patch, padding: 0);
    }

    /// <summary>Number of tokens, including the class token.</summary>
    public int Places => _grid * _grid + 1;

    /// <summary>Declares the input of images.</summary>
    public OnnxValue Input(NetworkGraph graph) => graph.Floats("pixel_values", (long)_channels, (long)_side, (long)_side);

    public T Forward<T>(IOps<T> ops, T pictures) =>
        ops.Add(ops.Concat(1, ops.Repeat(ops.Weight(_class), pictures), ops.ToTokens(_patches.Forward(ops, pictures))), Positions(ops));

    private T Positions<T>(IOps<T> ops)
    {
        var all = ops.Weight(_positions);
        if (_grid == _trained)
            return all;
        var places = ops.ToImage(ops.Slice(all, 1, 1, _trained * _trained + 1), _trained, _trained);
        return ops.Concat(1, ops.Slice(all, 1, 0, 1), ops.ToTokens(ops.Resample(places, _grid, _grid)));
    }
}

/// <summary>transformers' ViTAttention: self-attention of a sequence.</summary>
internal sealed class SelfAttention(ParameterScope scope, int width, int heads, bool bias)
{
    private readonly Linear _query = new(scope["attention"]["query"], width, width, bias);
    private readonly Linear _key = new(scope["attention"]["key"], width, width, bias);
    private readonly Linear _value = new(scope["attention"]["value"], width, width, bias);
    private readonly Linear _out = new(scope["output"]["dense"], width, width);

    public T Forward<T>(IOps<T> ops, T x) =>
        _out.Forward(ops, ops.Attention(_query.Forward(ops, x), _key.Forward(ops, x), _value.Forward(ops, x), heads, width / heads));
}
