namespace EmuEdit.Networks.Modules;

/// <summary>diffusers' ResnetBlock2D.</summary>
/// <param name="scope">Scope of its parameters.</param>
/// <param name="from">Number of input channels.</param>
/// <param name="to">Number of output channels.</param>
/// <param name="groups">Number of groups of the norms.</param>
/// <param name="epsilon">Epsilon of the norms.</param>
/// <param name="embedding">Width of the timestep embedding; 0 for none.</param>
/// <param name="scaleShift">
/// Whether the embedding scales and shifts after the second norm; otherwise it is added before that
/// norm.
/// </param>
/// <param name="scale">Divisor of the sum.</param>
internal sealed class ResnetBlock2D(ParameterScope scope, int from, int to, int groups, float epsilon, int embedding = 0,
    bool scaleShift = false, float scale = 1)
{
    private readonly GroupNormalisation _norm1 = new(scope["norm1"], groups, from, epsilon);
    private readonly Conv2d _conv1 = new(scope["conv1"], from, to);
    private readonly Linear? _time = embedding > 0 ? new(scope["time_emb_proj"], embedding, scaleShift ? 2 * to : to) : null;
    private readonly GroupNormalisation _norm2 = new(scope["norm2"], groups, to, epsilon);
    private readonly Conv2d _conv2 = new(scope["conv2"], to, to);
    private readonly Conv2d? _shortcut = from == to ? null : new(scope["conv_shortcut"], from, to, kernel: 1);

    /// <summary>Maps x [B, from, h, w] and SiLU of the timestep embedding [B, E] to [B, to, h, w].</summary>
    public T Forward<T>(IOps<T> ops, T x, T? time = default)
    {
        var h = _conv1.Forward(ops, ops.SiLU(_norm1.Forward(ops, x)));
        var condition = _time is null ? default : ops.Reshape(_time.Forward(ops, time!), 0, -1, 1, 1);
        if (condition is not null && !scaleShift)
            h = ops.Add(h, condition);
        h = _norm2.Forward(ops, h);
        if (condition is not null && scaleShift)
        {
            var (factor, shift) = ops.Halves(condition, 1);
            h = ops.Modulate(h, factor, shift);
        }
        h = _conv2.Forward(ops, ops.SiLU(h));
        var sum = ops.Add(_shortcut is null ? x : _shortcut.Forward(ops, x), h);
        return scale == 1 ? sum : ops.Mul(sum, ops.Constant([1 / scale], 1));
    }
}

/// <summary>
/// diffusers' Downsample2D, a strided convolution. With a padding of 0, a row and a column of zeros
/// are added at the bottom and the right.
/// </summary>
internal sealed class Downsample2D(ParameterScope scope, int channels, int padding)
{
    private readonly Conv2d _conv = new(scope["conv"], channels, channels, stride: 2, padding: padding);

    public T Forward<T>(IOps<T> ops, T x) => _conv.Forward(ops, padding == 0 ? ops.Pad(x, 1, 1) : x);
}

/// <summary>diffusers' Upsample2D: nearest neighbours, then a convolution.</summary>
internal sealed class Upsample2D(ParameterScope scope, int channels)
{
    private readonly Conv2d _conv = new(scope["conv"], channels, channels);

    /// <summary>Upsamples to twice the size.</summary>
    public T Forward<T>(IOps<T> ops, T x) => _conv.Forward(ops, ops.Upsample(x));

    /// <summary>Upsamples to the height and width of another tensor.</summary>
    public T Forward<T>(IOps<T> ops, T x, T like) => _conv.Forward(ops, ops.Upsample(x, like));
}
