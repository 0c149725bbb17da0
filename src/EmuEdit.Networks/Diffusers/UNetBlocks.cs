using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Diffusers;

/// <summary>What all blocks of a <see cref="UNet2DConditionModel"/> have in common.</summary>
/// <param name="Embedding">Width of the timestep's embedding.</param>
/// <param name="Groups">Of the norms.</param>
/// <param name="Epsilon">Of the residual blocks' norms.</param>
/// <param name="ScaleShift">Whether the embedding scales and shifts.</param>
/// <param name="LinearProjection">Whether the maps into a transformer and back are linear.</param>
internal sealed record UNetBlockOptions(int Embedding, int Groups, float Epsilon, bool ScaleShift, bool LinearProjection)
{
    public ResnetBlock2D Resnet(ParameterScope scope, int from, int to, float scale = 1) =>
        new(scope, from, to, Groups, Epsilon, Embedding, ScaleShift, scale);

    public Transformer2DModel Transformer(ParameterScope scope, int width, UNetAttention attention, int layers) =>
        new(scope, width, attention.ContextWidth, attention.Heads, layers, Groups, LinearProjection, attention.OnlyCross);
}

/// <summary>The attentions of a level.</summary>
/// <param name="Heads">Of each attention.</param>
/// <param name="ContextWidth">Width of what is looked at.</param>
/// <param name="Layers">Transformer layers of each attention.</param>
/// <param name="OnlyCross">Whether there is no self-attention.</param>
internal sealed record UNetAttention(int Heads, int ContextWidth, int[] Layers, bool OnlyCross);

/// <summary>CrossAttnDownBlock2D, and DownBlock2D where there is no attention.</summary>
internal sealed class UNetDownBlock
{
    private readonly ResnetBlock2D[] _resnets;
    private readonly Transformer2DModel[] _attentions;
    private readonly Downsample2D? _down;

    public UNetDownBlock(ParameterScope scope, UNetBlockOptions options, int from, int to, int layers, UNetAttention? attention,
        int? downsamplePadding)
    {
        _resnets = [.. Enumerable.Range(0, layers).Select(i => options.Resnet(scope["resnets"][$"{i}"], i == 0 ? from : to, to))];
        _attentions = attention is null ? []
            : [.. attention.Layers.Select((n, i) => options.Transformer(scope["attentions"][$"{i}"], to, attention, n))];
        _down = downsamplePadding is { } padding ? new(scope["downsamplers"]["0"], to, padding) : null;
    }

    /// <summary>What goes on; what it kept for the way up joins <paramref name="skips"/>.</summary>
    public T Forward<T>(IOps<T> ops, T x, T time, T context, Stack<T> skips)
    {
        for (var i = 0; i < _resnets.Length; i++)
        {
            x = _resnets[i].Forward(ops, x, time);
            if (_attentions.Length > 0)
                x = _attentions[i].Forward(ops, x, context);
            skips.Push(x);
        }
        if (_down is null)
            return x;
        x = _down.Forward(ops, x);
        skips.Push(x);
        return x;
    }
}

/// <summary>UNetMidBlock2DCrossAttn, and UNetMidBlock2D where there is no attention.</summary>
internal sealed class UNetMidBlock
{
    private readonly ResnetBlock2D _first;
    private readonly Transformer2DModel? _attention;
    private readonly ResnetBlock2D? _second;

    public UNetMidBlock(ParameterScope scope, UNetBlockOptions options, int channels, UNetAttention? attention, float scale)
    {
        _first = options.Resnet(scope["resnets"]["0"], channels, channels, scale);
        _attention = attention is null ? null
            : options.Transformer(scope["attentions"]["0"], channels, attention with { OnlyCross = false }, attention.Layers[0]);
        _second = attention is null ? null : options.Resnet(scope["resnets"]["1"], channels, channels, scale);
    }

    public T Forward<T>(IOps<T> ops, T x, T time, T context)
    {
        x = _first.Forward(ops, x, time);
        return _attention is null ? x : _second!.Forward(ops, _attention.Forward(ops, x, context), time);
    }
}

/// <summary>CrossAttnUpBlock2D, and UpBlock2D where there is no attention.</summary>
internal sealed class UNetUpBlock
{
    private readonly ResnetBlock2D[] _resnets;
    private readonly Transformer2DModel[] _attentions;
    private readonly Upsample2D? _up;

    /// <param name="scope">Of its parameters.</param>
    /// <param name="options">What all blocks have in common.</param>
    /// <param name="from">Channels from the block before.</param>
    /// <param name="to">Channels that go out.</param>
    /// <param name="last">Channels of its last skip.</param>
    /// <param name="layers">Residual blocks.</param>
    /// <param name="attention">Its attentions, if any.</param>
    /// <param name="up">Whether the image grows.</param>
    public UNetUpBlock(ParameterScope scope, UNetBlockOptions options, int from, int to, int last, int layers, UNetAttention? attention,
        bool up)
    {
        _resnets = [.. Enumerable.Range(0, layers)
            .Select(i => options.Resnet(scope["resnets"][$"{i}"], (i == 0 ? from : to) + (i == layers - 1 ? last : to), to))];
        _attentions = attention is null ? []
            : [.. attention.Layers.Select((n, i) => options.Transformer(scope["attentions"][$"{i}"], to, attention, n))];
        _up = up ? new(scope["upsamplers"]["0"], to) : null;
    }

    /// <summary>
    /// What goes on; takes what was kept on the way down. The image grows to the size of the next that was kept, which need not be twice
    /// its own.
    /// </summary>
    public T Forward<T>(IOps<T> ops, T x, T time, T context, Stack<T> skips)
    {
        for (var i = 0; i < _resnets.Length; i++)
        {
            x = _resnets[i].Forward(ops, ops.Concat(1, x, skips.Pop()), time);
            if (_attentions.Length > 0)
                x = _attentions[i].Forward(ops, x, context);
        }
        return _up is null ? x : _up.Forward(ops, x, skips.Peek());
    }
}
