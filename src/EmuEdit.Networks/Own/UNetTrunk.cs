namespace EmuEdit.Networks;

/// <summary>
/// The trunk that the U-Nets share. It maps latents and conditions to features on the latent grid,
/// through a level of 16 x 16 cells and one of 8 x 8. Each level has residual blocks and attention,
/// and a skip connection from one side to the other (Ronneberger et al. 2015). All cells attend to
/// the words. Only those of the deeper level, a quarter as many, attend to each other.
/// </summary>
internal sealed class UNetTrunk
{
    private readonly EditNetworkOptions _o;
    private readonly Parameter _position;
    private readonly Conv _in, _down, _up, _mergeDeep, _merge;
    private readonly Dense _time1, _time2, _text;
    private readonly ResBlock _resDown, _resUpDeep;
    private readonly ResBlock[] _resDeep, _resUp;
    private readonly TransformerLayer _attendDown, _attendUpDeep, _attendUp;
    private readonly TransformerLayer[] _attendDeep;
    private readonly GroupNorm _norm;

    /// <param name="scope">Scope of its parameters.</param>
    /// <param name="options">The sizes.</param>
    /// <param name="latents">Number of input channels.</param>
    public UNetTrunk(ParameterScope scope, EditNetworkOptions options, int latents)
    {
        _o = options;
        var (c, deep, e) = (_o.Channels, _o.DeepChannels, _o.EmbeddingWidth);
        _in = new(scope["in"], latents, c);
        _position = scope.Normal("position", 0.2, 1, c, EditNetworkOptions.Grid, EditNetworkOptions.Grid);
        _time1 = new(scope["time1"], _o.Channels, e);
        _time2 = new(scope["time2"], e, e);
        _text = new(scope["text"], _o.TextWidth, e, gain: 0);
        _resDown = new(scope["down.res"], c, c, e);
        _attendDown = Attend(scope["down.attend"], c, self: false);
        _down = new(scope["downsample"], c, deep, stride: 2);
        _resDeep = [.. Enumerable.Range(0, _o.DeepBlocks).Select(i => new ResBlock(scope[$"deep{i}.res"], deep, deep, e))];
        _attendDeep = [.. Enumerable.Range(0, _o.DeepBlocks).Select(i => Attend(scope[$"deep{i}.attend"], deep))];
        _mergeDeep = new(scope["up_deep.merge"], 2 * deep, deep, kernel: 1);
        _resUpDeep = new(scope["up_deep.res"], deep, deep, e);
        _attendUpDeep = Attend(scope["up_deep.attend"], deep);
        _up = new(scope["upsample"], deep, c, kernel: 1);
        _merge = new(scope["up.merge"], 2 * c, c, kernel: 1);
        _resUp = [.. Enumerable.Range(0, _o.UpBlocks).Select(i => new ResBlock(scope[$"up.res{i}"], c, c, e))];
        _attendUp = Attend(scope["up.attend"], c, self: false);
        _norm = new(scope["norm"], c);
    }

    /// <summary>
    /// Maps timestep [B], text [B, L, D] and an optional further condition [B, E] to the embedding
    /// [B, E]: sinusoids (Vaswani et al. 2017, as in Ho et al. 2020), a small MLP, and the mean of
    /// the text's tokens (as in SDXL, Podell et al. 2023). Channels that the words scale find the
    /// named object sooner than attention alone (Perez et al. 2018).
    /// </summary>
    public T Embed<T>(IOps<T> ops, T timestep, T text, T? also = default)
    {
        var half = _o.Channels / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => (float)Math.Exp(-Math.Log(10000) * i / half)).ToArray();
        var angles = ops.Mul(ops.Reshape(timestep, -1, 1), ops.Constant(frequencies, 1, half));
        var embedding = _time2.Forward(ops, ops.SiLU(_time1.Forward(ops, ops.Concat(1, ops.Cos(angles), ops.Sin(angles)))));
        var condition = _text.Forward(ops, ops.Mean(text, 1));
        return ops.SiLU(ops.Add(embedding, also is null ? condition : ops.Add(also, condition)));
    }

    /// <summary>
    /// Maps latents [B, C, h, w], the embedding [B, E] and the context tokens [B, N, D] to features
    /// [B, channels, h, w].
    /// </summary>
    public T Forward<T>(IOps<T> ops, T latents, T embedding, T context)
    {
        var x = ops.Add(_in.Forward(ops, latents), ops.Weight(_position));
        x = Attend(ops, _attendDown, _resDown.Forward(ops, x, embedding), context, EditNetworkOptions.Grid);
        var skip = x;

        x = _down.Forward(ops, x);
        var deepSkip = x;
        for (var i = 0; i < _resDeep.Length; i++)
            x = Attend(ops, _attendDeep[i], _resDeep[i].Forward(ops, x, embedding), context, EditNetworkOptions.Grid / 2);

        x = _mergeDeep.Forward(ops, ops.Concat(1, x, deepSkip));
        x = Attend(ops, _attendUpDeep, _resUpDeep.Forward(ops, x, embedding), context, EditNetworkOptions.Grid / 2);

        x = _merge.Forward(ops, ops.Concat(1, ops.Upsample(_up.Forward(ops, x)), skip));
        x = Attend(ops, _attendUp, _resUp[0].Forward(ops, x, embedding), context, EditNetworkOptions.Grid);
        foreach (var block in _resUp.Skip(1))
            x = block.Forward(ops, x, embedding);
        return _norm.Activate(ops, x);
    }

    private TransformerLayer Attend(ParameterScope scope, int width, bool self = true) =>
        new(scope, width, width / EditNetworkOptions.HeadWidth, _o.MlpRatio, _o.TextWidth, self);

    private static T Attend<T>(IOps<T> ops, TransformerLayer layer, T x, T context, int side) =>
        ops.ToImage(layer.Forward(ops, ops.ToTokens(x), context), side, side);
}
