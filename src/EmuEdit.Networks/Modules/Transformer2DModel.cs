namespace EmuEdit.Networks.Modules;

/// <summary>diffusers' Attention.</summary>
internal sealed class CrossAttention(ParameterScope scope, int width, int contextWidth, int heads, bool bias = false)
{
    private readonly Linear _query = new(scope["to_q"], width, width, bias);
    private readonly Linear _key = new(scope["to_k"], contextWidth, width, bias);
    private readonly Linear _value = new(scope["to_v"], contextWidth, width, bias);
    private readonly Linear _out = new(scope["to_out"]["0"], width, width);

    /// <summary>Lets x [B, N, width] attend to the context [B, M, contextWidth].</summary>
    public T Forward<T>(IOps<T> ops, T x, T context) =>
        _out.Forward(ops, ops.Attention(_query.Forward(ops, x), _key.Forward(ops, context), _value.Forward(ops, context), heads,
            width / heads));
}

/// <summary>diffusers' FeedForward with GEGLU (Shazeer 2020).</summary>
internal sealed class FeedForward(ParameterScope scope, int width)
{
    private readonly Linear _in = new(scope["net"]["0"]["proj"], width, 8 * width);
    private readonly Linear _out = new(scope["net"]["2"], 4 * width, width);

    public T Forward<T>(IOps<T> ops, T x)
    {
        var (values, gates) = ops.Halves(_in.Forward(ops, x), 2);
        return _out.Forward(ops, ops.Mul(values, ops.Gelu(gates)));
    }
}

/// <summary>
/// diffusers' BasicTransformerBlock: self-attention (or, with <paramref name="onlyCross"/>,
/// attention to the context), attention to the context, feed-forward, each after its norm.
/// </summary>
internal sealed class BasicTransformerBlock(ParameterScope scope, int width, int contextWidth, int heads, bool onlyCross)
{
    private readonly LayerNorm _norm1 = new(scope["norm1"], width);
    private readonly CrossAttention _attention1 = new(scope["attn1"], width, onlyCross ? contextWidth : width, heads);
    private readonly LayerNorm _norm2 = new(scope["norm2"], width);
    private readonly CrossAttention _attention2 = new(scope["attn2"], width, contextWidth, heads);
    private readonly LayerNorm _norm3 = new(scope["norm3"], width);
    private readonly FeedForward _feed = new(scope["ff"], width);

    public T Forward<T>(IOps<T> ops, T x, T context)
    {
        var own = _norm1.Forward(ops, x);
        x = ops.Add(_attention1.Forward(ops, own, onlyCross ? context : own), x);
        x = ops.Add(_attention2.Forward(ops, _norm2.Forward(ops, x), context), x);
        return ops.Add(_feed.Forward(ops, _norm3.Forward(ops, x)), x);
    }
}

/// <summary>
/// diffusers' Transformer2DModel: the positions of an image become a sequence and attend to the
/// context.
/// </summary>
/// <param name="scope">Scope of its parameters.</param>
/// <param name="width">Number of channels.</param>
/// <param name="contextWidth">Width of the context.</param>
/// <param name="heads">Number of heads of each attention.</param>
/// <param name="layers">Number of blocks.</param>
/// <param name="groups">Number of groups of the norm.</param>
/// <param name="linear">
/// Whether the projections into the sequence and back are linear (SD 2, SDXL) instead of
/// convolutions (SD 1).
/// </param>
/// <param name="onlyCross">Whether the first attention attends to the context, too.</param>
internal sealed class Transformer2DModel(ParameterScope scope, int width, int contextWidth, int heads, int layers, int groups, bool linear,
    bool onlyCross)
{
    private readonly GroupNormalisation _norm = new(scope["norm"], groups, width, 1e-6f);
    private readonly Conv2d? _convIn = linear ? null : new(scope["proj_in"], width, width, kernel: 1);
    private readonly Linear? _linearIn = linear ? new(scope["proj_in"], width, width) : null;
    private readonly BasicTransformerBlock[] _blocks =
        [.. Enumerable.Range(0, layers)
            .Select(i => new BasicTransformerBlock(scope["transformer_blocks"][$"{i}"], width, contextWidth, heads, onlyCross))];
    private readonly Conv2d? _convOut = linear ? null : new(scope["proj_out"], width, width, kernel: 1);
    private readonly Linear? _linearOut = linear ? new(scope["proj_out"], width, width) : null;

    public T Forward<T>(IOps<T> ops, T x, T context)
    {
        var h = _norm.Forward(ops, x);
        h = _convIn is null ? _linearIn!.Forward(ops, ops.ToTokens(h)) : ops.ToTokens(_convIn.Forward(ops, h));
        foreach (var block in _blocks)
            h = block.Forward(ops, h, context);
        h = _convOut is null ? ops.ToImage(_linearOut!.Forward(ops, h), x) : _convOut.Forward(ops, ops.ToImage(h, x));
        return ops.Add(h, x);
    }
}
