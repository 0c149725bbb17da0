using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Transformers;

/// <summary>Sizes in the configurations of both halves of CLIP; defaults are those of the classes.</summary>
internal sealed record ClipSizes(int Width, int Feed, int Layers, int Heads, string Activation, float Epsilon, int Projection)
{
    public static ClipSizes Read(NetworkConfig config, int width, int feed, int heads)
    {
        var sizes = new ClipSizes(config.Int("hidden_size", width), config.Int("intermediate_size", feed),
            config.Int("num_hidden_layers", 12), config.Int("num_attention_heads", heads),
            config.Choice("hidden_act", "quick_gelu", "quick_gelu", "gelu"), config.Float("layer_norm_eps", 1e-5f),
                config.Int("projection_dim", 512));
        TransformersKeys.Ignore(config);
        return sizes.Width % sizes.Heads == 0 ? sizes
            : throw config.Refuse("num_attention_heads", $"a divisor of hidden_size ({sizes.Width})");
    }
}

/// <summary>
/// transformers' CLIPEncoder: layers of attention and a feed-forward network, each after its norm
/// (Radford et al. 2021).
/// </summary>
internal sealed class ClipEncoder(ParameterScope scope, ClipSizes sizes)
{
    private readonly Layer[] _layers = [.. Enumerable.Range(0, sizes.Layers).Select(i => new Layer(scope["layers"][$"{i}"], sizes))];

    /// <summary>Returns the input and the output of each layer, [B, N, C] each.</summary>
    public IReadOnlyList<T> Forward<T>(IOps<T> ops, T x, T? mask = default)
    {
        List<T> states = [x];
        foreach (var layer in _layers)
            states.Add(x = layer.Forward(ops, x, mask));
        return states;
    }

    private sealed class Layer(ParameterScope scope, ClipSizes sizes)
    {
        private readonly LayerNorm _norm1 = new(scope["layer_norm1"], sizes.Width, sizes.Epsilon);
        private readonly Linear _query = new(scope["self_attn"]["q_proj"], sizes.Width, sizes.Width);
        private readonly Linear _key = new(scope["self_attn"]["k_proj"], sizes.Width, sizes.Width);
        private readonly Linear _value = new(scope["self_attn"]["v_proj"], sizes.Width, sizes.Width);
        private readonly Linear _out = new(scope["self_attn"]["out_proj"], sizes.Width, sizes.Width);
        private readonly LayerNorm _norm2 = new(scope["layer_norm2"], sizes.Width, sizes.Epsilon);
        private readonly Linear _feed1 = new(scope["mlp"]["fc1"], sizes.Width, sizes.Feed);
        private readonly Linear _feed2 = new(scope["mlp"]["fc2"], sizes.Feed, sizes.Width);

        public T Forward<T>(IOps<T> ops, T x, T? mask)
        {
            var h = _norm1.Forward(ops, x);
            h = ops.Attention(_query.Forward(ops, h), _key.Forward(ops, h), _value.Forward(ops, h), sizes.Heads, sizes.Width / sizes.Heads,
                mask);
            x = ops.Add(x, _out.Forward(ops, h));
            h = Activation.Of(ops, sizes.Activation, _feed1.Forward(ops, _norm2.Forward(ops, x)));
            return ops.Add(x, _feed2.Forward(ops, h));
        }
    }
}

/// <summary>
/// Keys that transformers writes into every configuration, and that change nothing in a forward
/// pass.
/// </summary>
internal static class TransformersKeys
{
    public static void Ignore(NetworkConfig config)
    {
        config.Only("is_decoder", "false");
        config.Only("add_cross_attention", "false");
        config.Ignore("architectures", "model_type", "torch_dtype", "dtype", "transformers_version", "initializer_factor",
            "initializer_range", "attention_dropout", "dropout",
            "hidden_dropout_prob", "attention_probs_dropout_prob", "bos_token_id", "eos_token_id", "pad_token_id", "return_dict",
                "output_attentions", "output_hidden_states", "use_cache", "id2label", "label2id",
            "problem_type", "chunk_size_feed_forward", "tie_word_embeddings", "torchscript", "pruned_heads");
    }
}
