using EmuEdit.Diffusion;

namespace EmuEdit.Training.Networks;

/// <summary>
/// Predicts the clean latent of the edited picture from the noisy one, the input picture's latent, the instruction and the task.
/// The input's latent is concatenated at the first convolution (Brooks et al. 2023); the task embedding is added to the timestep embedding
/// and is one more token of the cross-attention's context (Emu Edit, section 3.2). The mean of the instruction's tokens is added to the timestep embedding too
/// (as in SDXL, Podell et al. 2023): channels scaled by the words find the named object sooner than attention alone (Perez et al. 2018).
/// The network says what changes, as a gain and an offset of the input's latent, and where, as one gate a cell: answer = input + gate (gain input + offset).
/// <see cref="DetailNetwork"/> makes a picture of this answer. An untrained network copies the input.
/// </summary>
internal sealed class EditUNet
{
    private static readonly NoiseSchedule Schedule = new(EditModel.Schedule);
    private static readonly float[] Alphas = [.. Enumerable.Range(0, Schedule.Config.TrainTimesteps).Select(t => (float)Schedule[t].Alpha)];

    private readonly EditNetworkOptions _o;
    private readonly Parameter _position;
    private readonly Conv _in, _down, _up, _mergeDeep, _merge, _out, _where;
    private readonly Dense _time1, _time2, _task, _text;
    private readonly ResBlock _resDown, _resUpDeep;
    private readonly ResBlock[] _resDeep, _resUp;
    private readonly TransformerLayer _attendDown, _attendUpDeep, _attendUp;
    private readonly TransformerLayer[] _attendDeep;
    private readonly GroupNorm _norm;
    private readonly DetailNetwork _detail;

    public EditUNet(ParameterScope scope, EditNetworkOptions options)
    {
        _o = options;
        var (c, deep, e) = (_o.Channels, _o.DeepChannels, _o.EmbeddingWidth);
        _in = new(scope["in"], 2 * _o.LatentChannels, c);
        _position = scope.Normal("position", 0.2, 1, c, EditNetworkOptions.Grid, EditNetworkOptions.Grid);
        _time1 = new(scope["time1"], _o.Channels, e);
        _time2 = new(scope["time2"], e, e);
        _task = new(scope["task"], _o.TextWidth, e);
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
        _out = new(scope["out"], c, 2 * _o.LatentChannels, gain: 0);
        _where = new(scope["where"], c, 1, kernel: 1, gain: 0, bias: 2);
        _detail = new(scope["detail"], _o);
    }

    /// <summary>
    /// sample [B, 2C, h, w] (noisy latent, then input latent), timestep [B] (cut to whole ones), text [B, L, D], task [B, D] to the clean picture [B, 3, S, S] on [-1, 1]
    /// and to the logits of a cell [B, 1, h, w] and of a pixel [B, 1, S, S] being edited. The transform is that of the latents.
    /// </summary>
    public (T Clean, T Cells, T Pixels) Forward<T>(IOps<T> ops, BlockTransform transform, T sample, T timestep, T text, T task)
    {
        var embedding = Embed(ops, timestep, task, text);
        var context = ops.Concat(1, text, ops.Reshape(task, 0, 1, _o.TextWidth));

        var estimate = Estimate(ops, ops.Slice(sample, 1, 0, _o.LatentChannels), timestep);
        var input = ops.Slice(sample, 1, _o.LatentChannels, 2 * _o.LatentChannels);
        var x = ops.Add(_in.Forward(ops, ops.Concat(1, estimate, input)), ops.Weight(_position));
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

        x = ops.SiLU(_norm.Forward(ops, x));
        var cells = ops.Float(_where.Forward(ops, x));
        var answer = ops.Add(input, ops.Mul(Change(ops, ops.Float(_out.Forward(ops, x)), input), ops.Sigmoid(cells)));
        var (clean, pixels) = _detail.Forward(ops, transform.Decode(ops, estimate), transform.Decode(ops, input), transform.Decode(ops, answer), x, embedding);
        return (clean, cells, pixels);
    }

    // alpha z_t is the best linear estimate of a clean latent of unit variance. At the last timestep z_t is noise alone and the estimate is 0: the network need not learn to overlook it.
    private static T Estimate<T>(IOps<T> ops, T noisy, T timestep) =>
        ops.Mul(noisy, ops.Reshape(ops.Lookup(Alphas, timestep), -1, 1, 1, 1));

    // A gain of -1 makes the input vanish with all its detail, which an offset alone would have to carry through the network.
    private T Change<T>(IOps<T> ops, T head, T input)
    {
        var gain = ops.Slice(head, 1, 0, _o.LatentChannels);
        var offset = ops.Slice(head, 1, _o.LatentChannels, 2 * _o.LatentChannels);
        return ops.Add(ops.Mul(input, gain), offset);
    }

    // Cells of the full grid attend to the words alone; to each other they do on the 8 x 8 levels, where there are a quarter as many.
    private TransformerLayer Attend(ParameterScope scope, int width, bool self = true) =>
        new(scope, width, width / EditNetworkOptions.HeadWidth, _o.MlpRatio, _o.TextWidth, self);

    private static T Attend<T>(IOps<T> ops, TransformerLayer layer, T x, T context, int side) =>
        ops.ToPicture(layer.Forward(ops, ops.ToTokens(x), context), side, side);

    // Sinusoids of the timestep (Vaswani et al. 2017, as in Ho et al. 2020), then a small MLP, then task and text are added.
    private T Embed<T>(IOps<T> ops, T timestep, T task, T text)
    {
        var half = _o.Channels / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => (float)Math.Exp(-Math.Log(10000) * i / half)).ToArray();
        var angles = ops.Mul(ops.Reshape(timestep, -1, 1), ops.Constant(frequencies, 1, half));
        var embedding = _time1.Forward(ops, ops.Concat(1, ops.Cos(angles), ops.Sin(angles)));
        embedding = _time2.Forward(ops, ops.SiLU(embedding));
        var condition = ops.Add(_task.Forward(ops, task), _text.Forward(ops, ops.Mean(text, 1)));
        return ops.SiLU(ops.Add(embedding, condition));
    }
}
