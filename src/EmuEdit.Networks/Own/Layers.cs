namespace EmuEdit.Networks;

/// <summary>
/// A 3x3 convolution (or <paramref name="kernel"/>) that keeps height and width at stride 1. Its
/// weights start with variance gain^2 / fan-in.
/// </summary>
internal sealed class Conv(ParameterScope scope, int from, int to, int kernel = 3, int stride = 1, double gain = 1, float bias = 0)
{
    private readonly Parameter _weight = scope.Normal("weight", gain / Math.Sqrt(from * kernel * kernel), to, from, kernel, kernel);
    private readonly Parameter _bias = scope.Constant("bias", bias, to);

    public T Forward<T>(IOps<T> ops, T x) => ops.Conv2d(x, ops.Weight(_weight), ops.Weight(_bias), stride, kernel / 2);
}

/// <summary>An affine map of the last dimension. Its weights start with variance gain^2 / fan-in.</summary>
internal sealed class Dense(ParameterScope scope, int from, int to, double gain = 1)
{
    private readonly Parameter _weight = scope.Normal("weight", gain / Math.Sqrt(from), to, from);
    private readonly Parameter _bias = scope.Constant("bias", 0, to);

    public T Forward<T>(IOps<T> ops, T x) => ops.Linear(x, ops.Weight(_weight), ops.Weight(_bias));
}

/// <summary>Group normalisation (Wu and He, 2018) with 32 groups.</summary>
internal sealed class GroupNorm(ParameterScope scope, int channels)
{
    private readonly Parameter _weight = scope.Constant("weight", 1, channels);
    private readonly Parameter _bias = scope.Constant("bias", 0, channels);

    public T Forward<T>(IOps<T> ops, T x) => ops.GroupNorm(x, ops.Weight(_weight), ops.Weight(_bias), Groups);

    /// <summary>
    /// Computes SiLU of the normalised image, after the modulation, when there is one, has scaled
    /// and shifted it.
    /// </summary>
    public T Activate<T>(IOps<T> ops, T x, T? modulation = default) =>
        ops.Activate(x, channels, (ops.Weight(_weight), ops.Weight(_bias), Groups), modulation);

    private int Groups => Math.Min(32, channels / 4);
}

/// <summary>Layer normalisation over the last dimension.</summary>
internal sealed class LayerNorm(ParameterScope scope, int width, float epsilon = 1e-5f)
{
    private readonly Parameter _weight = scope.Constant("weight", 1, width);
    private readonly Parameter _bias = scope.Constant("bias", 0, width);

    public T Forward<T>(IOps<T> ops, T x) => ops.LayerNorm(x, ops.Weight(_weight), ops.Weight(_bias), epsilon);
}

/// <summary>
/// Multi-head attention of a sequence over a context (itself for self-attention). The output map
/// starts small, so a new block is near the identity.
/// </summary>
internal sealed class Attention(ParameterScope scope, int width, int contextWidth, int heads)
{
    private readonly Dense _query = new(scope["query"], width, width);
    private readonly Dense _key = new(scope["key"], contextWidth, width);
    private readonly Dense _value = new(scope["value"], contextWidth, width);
    private readonly Dense _out = new(scope["out"], width, width, gain: 0.2);

    public T Forward<T>(IOps<T> ops, T x, T context) =>
        _out.Forward(
            ops,
            ops.Attention(_query.Forward(ops, x), _key.Forward(ops, context), _value.Forward(ops, context), heads, width / heads)
        );
}

/// <summary>Two affine maps with GELU between them.</summary>
internal sealed class Mlp(ParameterScope scope, int width, int ratio)
{
    private readonly Dense _in = new(scope["in"], width, ratio * width);
    private readonly Dense _out = new(scope["out"], ratio * width, width, gain: 0.2);

    public T Forward<T>(IOps<T> ops, T x) => _out.Forward(ops, ops.Gelu(_in.Forward(ops, x)));
}

/// <summary>
/// A pre-norm transformer layer. With a <paramref name="contextWidth"/> it also attends to a
/// context; without <paramref name="self"/> it attends only to the context.
/// </summary>
internal sealed class TransformerLayer(ParameterScope scope, int width, int heads, int mlpRatio, int contextWidth = 0, bool self = true)
{
    private readonly LayerNorm? _norm1 = self ? new(scope["norm1"], width) : null;
    private readonly Attention? _self = self ? new(scope["self"], width, width, heads) : null;
    private readonly LayerNorm? _norm2 = contextWidth > 0 ? new(scope["norm2"], width) : null;
    private readonly Attention? _cross = contextWidth > 0 ? new(scope["cross"], width, contextWidth, heads) : null;
    private readonly LayerNorm _norm3 = new(scope["norm3"], width);
    private readonly Mlp _mlp = new(scope["mlp"], width, mlpRatio);

    public T Forward<T>(IOps<T> ops, T x, T? context = default)
    {
        if (_self is not null)
        {
            var own = _norm1!.Forward(ops, x);
            x = ops.Add(x, _self.Forward(ops, own, own));
        }
        if (_cross is not null)
            x = ops.Add(x, _cross.Forward(ops, _norm2!.Forward(ops, x), context!));
        return ops.Add(x, _mlp.Forward(ops, _norm3.Forward(ops, x)));
    }
}

/// <summary>
/// A residual block of two 3x3 convolutions (or <paramref name="kernel"/>). The embedding scales
/// and shifts after the second norm (FiLM, Perez et al. 2018), as in Dhariwal and Nichol 2021.
/// Without an <paramref name="embeddingWidth"/> there is no embedding; without
/// <paramref name="norm"/> the block is lighter, for large images (Lim et al. 2017).
/// </summary>
internal sealed class ResBlock(ParameterScope scope, int from, int to, int embeddingWidth = 0, bool norm = true, int kernel = 3)
{
    private readonly GroupNorm? _norm1 = norm ? new(scope["norm1"], from) : null;
    private readonly Conv _conv1 = new(scope["conv1"], from, to, kernel);
    private readonly Dense? _modulation = embeddingWidth > 0 ? new(scope["modulation"], embeddingWidth, 2 * to, gain: 0.2) : null;
    private readonly GroupNorm? _norm2 = norm ? new(scope["norm2"], to) : null;
    private readonly Conv _conv2 = new(scope["conv2"], to, to, kernel, gain: 0.2);
    private readonly Conv? _shortcut = from == to ? null : new(scope["shortcut"], from, to, kernel: 1);

    public T Forward<T>(IOps<T> ops, T x, T? embedding = default)
    {
        var h = _conv1.Forward(ops, _norm1 is null ? ops.SiLU(x) : _norm1.Activate(ops, x));
        var modulation = _modulation is null ? default : ops.Reshape(_modulation.Forward(ops, embedding!), 0, 2 * to, 1, 1);
        h = _conv2.Forward(ops, _norm2 is null ? ops.Activate(h, to, null, modulation) : _norm2.Activate(ops, h, modulation));
        return ops.Add(_shortcut is null ? x : _shortcut.Forward(ops, x), h);
    }
}
