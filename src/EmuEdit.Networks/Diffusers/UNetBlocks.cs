using EmuEdit.Networks.Modules;

namespace EmuEdit.Networks.Diffusers;

/// <summary>The settings that all blocks of a <see cref="UNet2DConditionModel"/> share.</summary>
/// <param name="Embedding">Width of the timestep embedding.</param>
/// <param name="Groups">Number of groups of the norms.</param>
/// <param name="Epsilon">Epsilon of the residual blocks' norms.</param>
/// <param name="ScaleShift">Whether the embedding scales and shifts.</param>
/// <param name="LinearProjection">Whether the projections into a transformer and back are linear.</param>
internal sealed record UNetBlockOptions(int Embedding, int Groups, float Epsilon, bool ScaleShift, bool LinearProjection)
{
    public ResnetBlock2D Resnet(ParameterScope scope, int from, int to, float scale = 1) =>
        new(scope, from, to, Groups, Epsilon, Embedding, ScaleShift, scale);

    public Transformer2DModel Transformer(ParameterScope scope, int width, UNetAttention attention, int layers) =>
        new(scope, width, attention.ContextWidth, attention.Heads, layers, Groups, LinearProjection, attention.OnlyCross);
}

/// <summary>The attentions of a level.</summary>
/// <param name="Heads">Number of heads of each attention.</param>
/// <param name="ContextWidth">Width of the context that they attend to.</param>
/// <param name="Layers">Number of transformer layers of each attention.</param>
/// <param name="OnlyCross">Whether there is no self-attention.</param>
internal sealed record UNetAttention(int Heads, int ContextWidth, int[] Layers, bool OnlyCross);

/// <summary>CrossAttnDownBlock2D, or DownBlock2D when there is no attention.</summary>
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

    /// <summary>Returns the block's output, and pushes the skip connections onto <paramref name="skips"/>.</summary>
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

/// <summary>UNetMidBlock2DCrossAttn, or UNetMidBlock2D when there is no attention.</summary>
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

/// <summary>CrossAttnUpBlock2D, or UpBlock2D when there is no attention.</summary>
internal sealed class UNetUpBlock
{
    private readonly ResnetBlock2D[] _resnets;
    private readonly Transformer2DModel[] _attentions;
    private readonly Upsample2D? _up;

    /// <param name="scope">Scope of the block's parameters.</param>
    /// <param name="options">The settings that all blocks share.</param>
    /// <param name="from">Number of channels from the previous block.</param>
    /// <param name="to">Number of output channels.</param>
    /// <param name="last">Number of channels of the last skip connection.</param>
    /// <param name="layers">Number of residual blocks.</param>
    /// <param name="attention">The block's attentions, if any.</param>
    /// <param name="up">Whether the block upsamples.</param>
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
    /// Returns the block's output, and pops the skip connections. Upsampling goes to the size of
    /// the next skip connection, which need not be twice the block's own.
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
