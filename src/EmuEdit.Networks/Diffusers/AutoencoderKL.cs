using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Diffusers;

/// <summary>
/// diffusers' AutoencoderKL, the autoencoder of latent diffusion (Rombach et al. 2022). It does not
/// scale latents.
/// </summary>
internal sealed class AutoencoderKL : ICheckpointNetwork
{
    private readonly ParameterScope _scope = new();
    private readonly int _pictureChannels, _outChannels, _latentChannels;
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Conv2d? _quant, _postQuant;

    public AutoencoderKL(NetworkConfig config)
    {
        var channels = config.Sizes("block_out_channels", 64);
        (_pictureChannels, _outChannels, _latentChannels) = (config.Int("in_channels", 3), config.Int("out_channels", 3),
            config.Int("latent_channels", 4));
        var (layers, groups) = (config.Int("layers_per_block", 1), config.Int("norm_num_groups", 32));
        foreach (var (key, type) in new[] { ("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D") })
            if (config.Names(key, [type], type).Length != channels.Length)
                throw config.Refuse(key, $"as many as block_out_channels ({channels.Length})");
        if (channels.FirstOrDefault(c => c % groups != 0) is > 0 and var odd)
            throw config.Refuse("norm_num_groups", $"a divisor of {odd} channels");
        config.Only("act_fn", "silu", "swish");
        var attention = config.Bool("mid_block_add_attention", true);
        _encoder = new(_scope["encoder"], _pictureChannels, 2 * _latentChannels, channels, layers, groups, attention);
        _decoder = new(_scope["decoder"], _latentChannels, _outChannels, channels, layers, groups, attention);
        _quant = config.Bool("use_quant_conv", true) ? new(_scope["quant_conv"], 2 * _latentChannels, 2 * _latentChannels, kernel: 1)
            : null;
        _postQuant = config.Bool("use_post_quant_conv", true) ? new(_scope["post_quant_conv"], _latentChannels, _latentChannels, kernel: 1)
            : null;
        // These keys describe what is done outside the network, and in which precision the reference runs it.
        config.Ignore("sample_size", "scaling_factor", "shift_factor", "latents_mean", "latents_std", "force_upcast");
        config.Close();
    }

    public IReadOnlyList<Parameter> Parameters => _scope.All;

    /// <summary>Encodes images [B, 3, H, W] on [-1, 1] to mean and log-variance [B, 2 C, h, w].</summary>
    public T Encode<T>(IOps<T> ops, T pictures)
    {
        var moments = _encoder.Forward(ops, pictures);
        return _quant is null ? moments : _quant.Forward(ops, moments);
    }

    /// <summary>Decodes latents [B, C, h, w] to images [B, 3, H, W] on about [-1, 1].</summary>
    public T Decode<T>(IOps<T> ops, T latents) => _decoder.Forward(ops, _postQuant is null ? latents : _postQuant.Forward(ops, latents));

    public IReadOnlyList<string> Graphs { get; } = ["vae_encoder", "vae_decoder"];

    public void Write(string name, NetworkGraph graph, bool inner)
    {
        if (name == "vae_encoder")
            graph.Gives("latent_parameters", Encode(graph.Ops, graph.Floats("sample", (long)_pictureChannels, "height", "width")),
                2L * _latentChannels, "latent_height", "latent_width");
        else
            graph.Gives("sample", Decode(graph.Ops, graph.Floats("latent_sample", (long)_latentChannels, "latent_height", "latent_width")),
                (long)_outChannels, "height", "width");
    }

    /// <summary>
    /// Before diffusers 0.14 the linear maps of an attention had other names, and before 0.6 they
    /// were convolutions.
    /// </summary>
    public string OldName(string parameter)
    {
        foreach (var (now, before) in new[] { (".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."),
            (".to_out.0.", ".proj_attn.") })
            parameter = parameter.Replace(now, before, StringComparison.Ordinal);
        return parameter;
    }

    // UNetMidBlock2D: two residual blocks with a single-head attention between them.
    private sealed class Middle(ParameterScope scope, int channels, int groups, bool attention)
    {
        private readonly ResnetBlock2D _first = new(scope["resnets"]["0"], channels, channels, groups, 1e-6f);
        private readonly GroupNormalisation? _norm = attention ? new(scope["attentions"]["0"]["group_norm"], groups, channels, 1e-6f)
            : null;
        private readonly CrossAttention? _attention = attention ? new(scope["attentions"]["0"], channels, channels, heads: 1, bias: true)
            : null;
        private readonly ResnetBlock2D _second = new(scope["resnets"]["1"], channels, channels, groups, 1e-6f);

        public T Forward<T>(IOps<T> ops, T x)
        {
            x = _first.Forward(ops, x);
            if (_attention is not null)
            {
                var tokens = ops.ToTokens(_norm!.Forward(ops, x));
                x = ops.Add(ops.ToImage(_attention.Forward(ops, tokens, tokens), x), x);
            }
            return _second.Forward(ops, x);
        }
    }

    private sealed class Encoder(ParameterScope scope, int from, int to, int[] channels, int layers, int groups, bool attention)
    {
        private readonly Conv2d _in = new(scope["conv_in"], from, channels[0]);
        private readonly (ResnetBlock2D[] Resnets, Downsample2D? Down)[] _blocks = [.. channels.Select((to, i) =>
            Block(scope["down_blocks"][$"{i}"], channels[Math.Max(i - 1, 0)], to, layers, groups, last: i == channels.Length - 1))];
        private readonly Middle _middle = new(scope["mid_block"], channels[^1], groups, attention);
        private readonly GroupNormalisation _norm = new(scope["conv_norm_out"], groups, channels[^1], 1e-6f);
        private readonly Conv2d _out = new(scope["conv_out"], channels[^1], to);

        public T Forward<T>(IOps<T> ops, T x)
        {
            x = _in.Forward(ops, x);
            foreach (var (resnets, down) in _blocks)
            {
                x = resnets.Aggregate(x, (h, resnet) => resnet.Forward(ops, h));
                x = down is null ? x : down.Forward(ops, x);
            }
            return _out.Forward(ops, ops.SiLU(_norm.Forward(ops, _middle.Forward(ops, x))));
        }

        private static (ResnetBlock2D[], Downsample2D?) Block(ParameterScope scope, int from, int to, int layers, int groups, bool last) =>
            ([.. Enumerable.Range(0, layers)
                .Select(i => new ResnetBlock2D(scope["resnets"][$"{i}"], i == 0 ? from : to, to, groups, 1e-6f))],
                last ? null : new(scope["downsamplers"]["0"], to, padding: 0));
    }

    private sealed class Decoder(ParameterScope scope, int from, int to, int[] channels, int layers, int groups, bool attention)
    {
        private readonly Conv2d _in = new(scope["conv_in"], from, channels[^1]);
        private readonly Middle _middle = new(scope["mid_block"], channels[^1], groups, attention);
        private readonly (ResnetBlock2D[] Resnets, Upsample2D? Up)[] _blocks = [.. channels.Reverse().Select((to, i) =>
            Block(scope["up_blocks"][$"{i}"], channels[Math.Min(channels.Length - i, channels.Length - 1)], to, layers + 1, groups,
                last: i == channels.Length - 1))];
        private readonly GroupNormalisation _norm = new(scope["conv_norm_out"], groups, channels[0], 1e-6f);
        private readonly Conv2d _out = new(scope["conv_out"], channels[0], to);

        public T Forward<T>(IOps<T> ops, T x)
        {
            x = _middle.Forward(ops, _in.Forward(ops, x));
            foreach (var (resnets, up) in _blocks)
            {
                x = resnets.Aggregate(x, (h, resnet) => resnet.Forward(ops, h));
                x = up is null ? x : up.Forward(ops, x);
            }
            return _out.Forward(ops, ops.SiLU(_norm.Forward(ops, x)));
        }

        private static (ResnetBlock2D[], Upsample2D?) Block(ParameterScope scope, int from, int to, int layers, int groups, bool last) =>
            ([.. Enumerable.Range(0, layers)
                .Select(i => new ResnetBlock2D(scope["resnets"][$"{i}"], i == 0 ? from : to, to, groups, 1e-6f))],
                last ? null : new(scope["upsamplers"]["0"], to));
    }
}
