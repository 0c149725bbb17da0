using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Diffusers;

/// <summary>
/// diffusers' UNet2DConditionModel, the denoising network of Stable Diffusion 1.x, 2.x and XL, of
/// their editors (8 channels: InstructPix2Pix, Brooks et al. 2023) and of distilled models (fewer
/// blocks, no middle; a guidance condition, Luo et al. 2023). Every key of its configuration is
/// checked here.
/// </summary>
public sealed class UNet2DConditionModel : ICheckpointNetwork
{
    private readonly ParameterScope _scope = new();
    private readonly int _in, _out, _contextWidth, _conditionWidth;
    private readonly bool _centre;
    private readonly Timesteps _timeProjection;
    private readonly TimestepEmbedding _time;
    private readonly Timesteps? _idsProjection;
    private readonly TimestepEmbedding? _added;
    private readonly Linear? _contextProjection;
    private readonly Conv2d _convIn, _convOut;
    private readonly UNetDownBlock[] _down;
    private readonly UNetMidBlock? _middle;
    private readonly UNetUpBlock[] _up;
    private readonly GroupNormalisation _norm;

    /// <param name="config">The content of its <c>config.json</c>.</param>
    /// <exception cref="Core.InvalidInputException">A key has a value that the network does not support.</exception>
    public UNet2DConditionModel(NetworkConfig config)
    {
        var channels = config.Sizes("block_out_channels", 320, 640, 1280, 1280);
        var levels = channels.Length;
        (_in, _out) = (config.Int("in_channels", 4), config.Int("out_channels", 4));
        var downTypes = config.Names("down_block_types",
            ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "CrossAttnDownBlock2D", "DownBlock2D");
        var upTypes = config.Names("up_block_types", ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            "CrossAttnUpBlock2D", "UpBlock2D");
        var middle = config.IsNull("mid_block_type") ? null
            : config.Choice("mid_block_type", "UNetMidBlock2DCrossAttn", "UNetMidBlock2DCrossAttn", "UNetMidBlock2D");
        if (downTypes.Length != levels || upTypes.Length != levels)
            throw config.Refuse("block_out_channels",
                $"as many levels as down_block_types ({downTypes.Length}) and up_block_types ({upTypes.Length})");
        var layers = config.Ints("layers_per_block", levels, 2);
        // The key says "dim" and is, for historical reasons, the number of heads.
        var heads = config.Ints("attention_head_dim", levels, 8);
        var contextWidths = config.Ints("cross_attention_dim", levels, 1280);
        if (contextWidths.Distinct().Count() > 1)
            throw config.Refuse("cross_attention_dim", "the same for every level");
        var onlyCross = config.Bools("only_cross_attention", levels, false);
        var transformers = config.Nested("transformer_layers_per_block", layers, 1);
        int[] upLayers = [.. layers.Reverse().Select(n => n + 1)];
        var upTransformers = config.Has("reverse_transformer_layers_per_block")
            ? config.Nested("reverse_transformer_layers_per_block", upLayers, 1)
            : transformers.All(t => t.Distinct().Count() == 1)
                ? [.. transformers.Reverse().Zip(upLayers, (t, n) => Enumerable.Repeat(t[0], n).ToArray())]
            : throw config.Refuse("transformer_layers_per_block", "reverse_transformer_layers_per_block beside lists of lists");
        var groups = config.Int("norm_num_groups", 32);
        if (channels.FirstOrDefault(c => c % groups != 0) is > 0 and var odd)
            throw config.Refuse("norm_num_groups", $"a divisor of {odd} channels");
        var (padding, middleScale) = (config.Whole("downsample_padding", 1), config.Float("mid_block_scale_factor", 1));
        Refuse(config);

        var width = config.Has("time_embedding_dim") ? config.Int("time_embedding_dim") : 4 * channels[0];
        var (cosinesFirst, shift) = (config.Bool("flip_sin_to_cos", true), config.Shift("freq_shift", 0));
        var options = new UNetBlockOptions(width, groups, config.Float("norm_eps", 1e-5f),
            config.Choice("resnet_time_scale_shift", "default", "default", "scale_shift") == "scale_shift",
                config.Bool("use_linear_projection", false));
        _centre = config.Bool("center_input_sample", false);
        _timeProjection = new(channels[0], cosinesFirst, shift);
        _conditionWidth = config.Has("time_cond_proj_dim") ? config.Int("time_cond_proj_dim") : 0;
        _time = new(_scope["time_embedding"], channels[0], width, _conditionWidth);
        if (config.Has("addition_embed_type"))
        {
            config.Only("addition_embed_type", "text_time");
            _idsProjection = new(config.Int("addition_time_embed_dim"), cosinesFirst, shift);
            _added = new(_scope["add_embedding"], config.Int("projection_class_embeddings_input_dim"), width);
        }
        _contextWidth = contextWidths[0];
        if (config.Has("encoder_hid_dim"))
        {
            config.Only("encoder_hid_dim_type", "text_proj");
            _contextWidth = config.Int("encoder_hid_dim");
            _contextProjection = new(_scope["encoder_hid_proj"], _contextWidth, contextWidths[0]);
        }
        _convIn = new(_scope["conv_in"], _in, channels[0], config.Int("conv_in_kernel", 3));

        UNetAttention? Attention(bool cross, int level, int[] deep) => !cross ? null
            : channels[level] % heads[level] == 0 ? new(heads[level], contextWidths[level], deep, onlyCross[level])
            : throw config.Refuse("attention_head_dim", $"a number of heads that divides {channels[level]} channels");

        _down = [.. downTypes.Select((type, i) =>
            new UNetDownBlock(_scope["down_blocks"][$"{i}"], options, channels[Math.Max(i - 1, 0)], channels[i], layers[i],
            Attention(type == "CrossAttnDownBlock2D", i, transformers[i]), i < levels - 1 ? padding : null))];
        _middle = middle is null ? null
            : new(_scope["mid_block"], options, channels[^1],
                Attention(middle == "UNetMidBlock2DCrossAttn", levels - 1, transformers[^1]), middleScale);
        _up = [.. upTypes.Select((type, i) =>
            new UNetUpBlock(_scope["up_blocks"][$"{i}"], options, channels[Math.Min(levels - i, levels - 1)], channels[levels - 1 - i],
            channels[Math.Max(levels - 2 - i, 0)], upLayers[i],
            Attention(type == "CrossAttnUpBlock2D", levels - 1 - i, upTransformers[i]), up: i < levels - 1))];
        _norm = new(_scope["conv_norm_out"], groups, channels[0], options.Epsilon);
        _convOut = new(_scope["conv_out"], channels[0], _out, config.Int("conv_out_kernel", 3));
        config.Close();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _scope.All;

    /// <summary>Number of input channels: those of a latent, or twice as many for an editor.</summary>
    public int Channels => _in;

    /// <summary>Number of output channels: those of a latent.</summary>
    public int OutChannels => _out;

    /// <summary>Whether the model takes a pooled text embedding and sizes (SDXL).</summary>
    public bool TakesTextAndTime => _added is not null;

    /// <param name="ops">The back end.</param>
    /// <param name="sample">Noisy latents [B, C, h, w].</param>
    /// <param name="timestep">Timesteps, [B] or [1]; may be fractions.</param>
    /// <param name="context">The text's hidden states [B, L, D].</param>
    /// <param name="textEmbeds">For SDXL: the pooled embedding of the text [B, E].</param>
    /// <param name="timeIds">For SDXL: sizes and crop [B, 6].</param>
    /// <param name="guidance">The guidance condition, for models that have one: [B, W].</param>
    /// <param name="seen">Called with inner values and the names of the modules that computed them.</param>
    /// <returns>The model's prediction [B, C, h, w].</returns>
    public T Forward<T>(IOps<T> ops, T sample, T timestep, T context, T? textEmbeds = default, T? timeIds = default, T? guidance = default,
        Action<string, T>? seen = null)
    {
        T Seen(string module, T value)
        {
            seen?.Invoke(module, value);
            return value;
        }

        var x = _centre ? ops.Add(ops.Mul(sample, ops.Constant([2], 1)), ops.Constant([-1], 1)) : sample;
        var projected = Seen("time_proj", _timeProjection.Forward(ops, ops.Reshape(ops.Repeat(timestep, sample), -1, 1)));
        var time = Seen("time_embedding", _time.Forward(ops, projected, guidance));
        if (_added is not null)
        {
            var ids = ops.Reshape(_idsProjection!.Forward(ops, ops.Reshape(timeIds!, 0, -1, 1)), 0, -1);
            time = ops.Add(time, Seen("add_embedding", _added.Forward(ops, ops.Concat(1, textEmbeds!, ids))));
        }
        time = ops.SiLU(time);
        if (_contextProjection is not null)
            context = _contextProjection.Forward(ops, context);

        x = Seen("conv_in", _convIn.Forward(ops, x));
        var skips = new Stack<T>([x]);
        for (var i = 0; i < _down.Length; i++)
            x = Seen($"down_blocks.{i}", _down[i].Forward(ops, x, time, context, skips));
        if (_middle is not null)
            x = Seen("mid_block", _middle.Forward(ops, x, time, context));
        for (var i = 0; i < _up.Length; i++)
            x = Seen($"up_blocks.{i}", _up[i].Forward(ops, x, time, context, skips));
        return _convOut.Forward(ops, ops.SiLU(Seen("conv_norm_out", _norm.Forward(ops, x))));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Graphs { get; } = ["unet"];

    /// <inheritdoc/>
    public void Write(string name, NetworkGraph graph, bool inner)
    {
        var (sample, timestep, context) = (graph.Floats("sample", (long)_in, "height", "width"), graph.Timesteps(),
            graph.Floats("encoder_hidden_states", "tokens", (long)_contextWidth));
        var text = TakesTextAndTime ? graph.Floats("text_embeds", "text_width") : null;
        var ids = TakesTextAndTime ? graph.Floats("time_ids", "ids") : null;
        var guidance = _conditionWidth > 0 ? graph.Floats("timestep_cond", (long)_conditionWidth) : null;
        Action<string, OnnxValue>? seen = inner ? (module, value) =>
            graph.Shows($"inner.{module}", value, module.Contains("time_") || module.Contains("embedding") ? 2 : 4) : null;
        graph.Gives("out_sample", Forward(graph.Ops, sample, timestep, context, text, ids, guidance, seen), (long)_out, "height", "width");
    }

    // Settings that no supported block implements, or that change nothing in 32 bits.
    private static void Refuse(NetworkConfig config)
    {
        config.Only("act_fn", "silu", "swish");
        config.Only("time_embedding_type", "positional");
        config.Only("attention_type", "default");
        config.Only("dual_cross_attention", "false");
        config.Only("class_embeddings_concat", "false");
        config.Only("resnet_skip_time_act", "false");
        config.Only("resnet_out_scale_factor", "1", "1.0");
        config.Only("mid_block_only_cross_attention", "false");
        foreach (var key in new[] { "num_attention_heads", "class_embed_type", "num_class_embeds", "cross_attention_norm",
            "time_embedding_act_fn", "timestep_post_act" })
            config.Only(key);
        config.Ignore("sample_size", "dropout", "upcast_attention", "addition_embed_type_num_heads", "addition_time_embed_dim",
            "projection_class_embeddings_input_dim", "encoder_hid_dim_type");
    }
}
