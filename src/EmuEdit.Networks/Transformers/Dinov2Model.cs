using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Transformers;

/// <summary>transformers' Dinov2Model (Oquab et al. 2023).</summary>
internal sealed class Dinov2Model : ICheckpointNetwork
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
    public Dinov2Model(NetworkConfig config, int? side = null)
    {
        _width = config.Int("hidden_size", 768);
        var (heads, epsilon) = (config.Int("num_attention_heads", 12), config.Float("layer_norm_eps", 1e-6f));
        var (feed, gated) = ((int)(_width * config.Float("mlp_ratio", 4)), config.Bool("use_swiglu_ffn", false));
        var activation = config.Choice("hidden_act", "gelu", "gelu", "quick_gelu", "relu", "silu");
        var bias = config.Bool("qkv_bias", true);
        if (_width % heads != 0)
            throw config.Refuse("num_attention_heads", $"a divisor of hidden_size ({_width})");
        _embeddings = new(_scope["embeddings"], config, _width, patch: 14, side);
        _layers = [.. Enumerable.Range(0, config.Int("num_hidden_layers", 12))
            .Select(i => new Layer(_scope["encoder"]["layer"][$"{i}"], _width, heads, feed, gated, activation, epsilon, bias))];
        _norm = new(_scope["layernorm"], _width, epsilon);
        TransformersKeys.Ignore(config);
        // Keys for training, and for the backbone of other networks.
        config.Ignore("layerscale_value", "drop_path_rate", "out_features", "out_indices", "stage_names", "apply_layernorm",
            "reshape_hidden_states", "use_mask_token");
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

    /// <summary>Used only in training.</summary>
    public bool MayHold(string tensor) => tensor is "embeddings.mask_token";

    private sealed class Layer
    {
        private readonly LayerNorm _norm1, _norm2;
        private readonly SelfAttention _attention;
        private readonly Parameter _scale1, _scale2;
        private readonly Linear _in, _out;
        private readonly bool _gated;
        private readonly string _activation;

        public Layer(ParameterScope scope, int width, int heads, int feed, bool gated, string activation, float epsilon, bool bias)
        {
            (_gated, _activation) = (gated, activation);
            (_norm1, _norm2) = (new(scope["norm1"], width, epsilon), new(scope["norm2"], width, epsilon));
            _attention = new(scope["attention"], width, heads, bias);
            (_scale1, _scale2) = (scope["layer_scale1"].Constant("lambda1", 1, width), scope["layer_scale2"].Constant("lambda1", 1, width));
            // SwiGLU (Shazeer 2020): two thirds of the width, rounded up to a multiple of 8.
            var inner = gated ? (feed * 2 / 3 + 7) / 8 * 8 : feed;
            _in = new(scope["mlp"][gated ? "weights_in" : "fc1"], width, gated ? 2 * inner : inner);
            _out = new(scope["mlp"][gated ? "weights_out" : "fc2"], inner, width);
        }

        public T Forward<T>(IOps<T> ops, T x)
        {
            x = ops.Add(ops.Mul(_attention.Forward(ops, _norm1.Forward(ops, x)), ops.Weight(_scale1)), x);
            return ops.Add(ops.Mul(_out.Forward(ops, Feed(ops, _in.Forward(ops, _norm2.Forward(ops, x)))), ops.Weight(_scale2)), x);
        }

        private T Feed<T>(IOps<T> ops, T h)
        {
            if (!_gated)
                return Activation.Of(ops, _activation, h);
            var (gate, values) = ops.Halves(h, 2);
            return ops.Mul(ops.SiLU(gate), values);
        }
    }
}
