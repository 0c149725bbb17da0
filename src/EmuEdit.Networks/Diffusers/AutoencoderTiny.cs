using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Diffusers;

/// <summary>
/// diffusers' AutoencoderTiny (TAESD, Bohan 2023): a small autoencoder for the latents of another
/// one, for previews. Its latents are already scaled.
/// </summary>
internal sealed class AutoencoderTiny : ICheckpointNetwork
{
    private readonly ParameterScope _scope = new();
    private readonly int _in, _out, _latents;
    private readonly string _activation;
    private readonly List<Layer> _encoder = [], _decoder = [];

    public AutoencoderTiny(NetworkConfig config)
    {
        (_in, _out, _latents) = (config.Int("in_channels", 3), config.Int("out_channels", 3), config.Int("latent_channels", 4));
        _activation = config.Choice("act_fn", "relu", "relu", "silu", "swish", "gelu");
        var (down, up) = (config.Sizes("encoder_block_out_channels", 64, 64, 64, 64),
            config.Sizes("decoder_block_out_channels", 64, 64, 64, 64));
        var (downBlocks, upBlocks) = (config.Sizes("num_encoder_blocks", 1, 3, 3, 3), config.Sizes("num_decoder_blocks", 3, 3, 3, 1));
        if (downBlocks.Length != down.Length || upBlocks.Length != up.Length)
            throw config.Refuse("num_encoder_blocks", "as many as there are levels, and num_decoder_blocks, too");
        // Blocks keep their channels: the count of a level is also that of its first convolution's input.
        if (down.Concat(up).Distinct().Count() > 1)
            throw config.Refuse("encoder_block_out_channels", "the same number of channels everywhere");
        config.Only("upsampling_scaling_factor", "2");
        config.Only("upsample_fn", "nearest");
        // These keys describe what is done outside the network.
        config.Ignore("latent_magnitude", "latent_shift", "force_upcast", "scaling_factor", "shift_factor", "block_out_channels");

        for (var level = 0; level < down.Length; level++)
        {
            _encoder.Add(level == 0 ? Convolution("encoder", _encoder, _in, down[0])
                : Convolution("encoder", _encoder, down[level], down[level], stride: 2, bias: false));
            Blocks("encoder", _encoder, down[level], downBlocks[level]);
        }
        _encoder.Add(Convolution("encoder", _encoder, down[^1], _latents));

        _decoder.Add(Convolution("decoder", _decoder, _latents, up[0]));
        _decoder.Add(new(Activates: true));
        for (var level = 0; level < up.Length; level++)
        {
            var last = level == up.Length - 1;
            Blocks("decoder", _decoder, up[level], upBlocks[level]);
            if (!last)
                _decoder.Add(new(Grows: true));
            _decoder.Add(Convolution("decoder", _decoder, up[level], last ? _out : up[level], bias: last));
        }
        config.Close();
    }

    public IReadOnlyList<Parameter> Parameters => _scope.All;

    /// <summary>Encodes images [B, 3, H, W] on [-1, 1] to latents [B, C, h, w].</summary>
    public T Encode<T>(IOps<T> ops, T pictures) =>
        Run(ops, _encoder, ops.Mul(ops.Add(pictures, ops.Constant([1], 1)), ops.Constant([0.5f], 1)));

    /// <summary>Decodes latents [B, C, h, w] to images [B, 3, H, W] on about [-1, 1].</summary>
    public T Decode<T>(IOps<T> ops, T latents)
    {
        var bounded = ops.Mul(ops.Tanh(ops.Mul(latents, ops.Constant([1 / 3f], 1))), ops.Constant([3], 1));
        return ops.Add(ops.Mul(Run(ops, _decoder, bounded), ops.Constant([2], 1)), ops.Constant([-1], 1));
    }

    public IReadOnlyList<string> Graphs { get; } = ["vae_encoder", "vae_decoder"];

    public void Write(string name, NetworkGraph graph, bool inner)
    {
        if (name == "vae_encoder")
            graph.Gives("latent_sample", Encode(graph.Ops, graph.Floats("sample", (long)_in, "height", "width")), (long)_latents,
                "latent_height", "latent_width");
        else
            graph.Gives("sample", Decode(graph.Ops, graph.Floats("latent_sample", (long)_latents, "latent_height", "latent_width")),
                (long)_out, "height", "width");
    }

    private T Run<T>(IOps<T> ops, List<Layer> layers, T x) => layers.Aggregate(x, (h, layer) =>
        layer.Convolution is not null ? layer.Convolution.Forward(ops, h)
        : layer.Block is not null ? layer.Block.Forward(ops, h, _activation)
        : layer.Grows ? ops.Upsample(h) : Activation.Of(ops, _activation, h));

    private Layer Convolution(string side, List<Layer> before, int from, int to, int stride = 1, bool bias = true) =>
        new(new(_scope[side]["layers"][$"{before.Count}"], from, to, stride: stride, bias: bias));

    private void Blocks(string side, List<Layer> layers, int channels, int count)
    {
        for (var i = 0; i < count; i++)
            layers.Add(new(Block: new(_scope[side]["layers"][$"{layers.Count}"]["conv"], channels)));
    }

    // An entry of torch's Sequential; its index is part of the parameters' names.
    private sealed record Layer(Conv2d? Convolution = null, Block? Block = null, bool Activates = false, bool Grows = false);

    private sealed class Block(ParameterScope scope, int channels)
    {
        private readonly Conv2d _first = new(scope["0"], channels, channels), _second = new(scope["2"], channels, channels),
            _third = new(scope["4"], channels, channels);

        public T Forward<T>(IOps<T> ops, T x, string activation)
        {
            var h = Activation.Of(ops, activation, _first.Forward(ops, x));
            h = _third.Forward(ops, Activation.Of(ops, activation, _second.Forward(ops, h)));
            return ops.Relu(ops.Add(h, x));
        }
    }
}
