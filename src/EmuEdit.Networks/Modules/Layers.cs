namespace EmuEdit.Networks.Modules;

/// <summary>torch's Conv2d. By default its padding keeps height and width at stride 1.</summary>
internal sealed class Conv2d(ParameterScope scope, int from, int to, int kernel = 3, int stride = 1, int? padding = null, bool bias = true)
{
    private readonly Parameter _weight = scope.Normal("weight", 1 / Math.Sqrt(from * kernel * kernel), to, from, kernel, kernel);
    private readonly Parameter? _bias = bias ? scope.Constant("bias", 0, to) : null;

    public T Forward<T>(IOps<T> ops, T x) =>
        ops.Conv2d(x, ops.Weight(_weight), _bias is null ? default : ops.Weight(_bias), stride, padding ?? (kernel - 1) / 2);
}

/// <summary>torch's Linear.</summary>
internal sealed class Linear(ParameterScope scope, int from, int to, bool bias = true)
{
    private readonly Parameter _weight = scope.Normal("weight", 1 / Math.Sqrt(from), to, from);
    private readonly Parameter? _bias = bias ? scope.Constant("bias", 0, to) : null;

    public T Forward<T>(IOps<T> ops, T x) => ops.Linear(x, ops.Weight(_weight), _bias is null ? default : ops.Weight(_bias));
}

/// <summary>torch's GroupNorm with the given groups and epsilon.</summary>
internal sealed class GroupNormalisation(ParameterScope scope, int groups, int channels, float epsilon)
{
    private readonly Parameter _weight = scope.Constant("weight", 1, channels);
    private readonly Parameter _bias = scope.Constant("bias", 0, channels);

    public T Forward<T>(IOps<T> ops, T x) => ops.GroupNorm(x, ops.Weight(_weight), ops.Weight(_bias), groups, epsilon);
}

/// <summary>torch's Embedding: one row per id.</summary>
internal sealed class Embedding(ParameterScope scope, int count, int width)
{
    private readonly Parameter _weight = scope.Normal("weight", 0.1, count, width);

    /// <summary>Returns the rows [B, N, C] at ids [B, N].</summary>
    public T Forward<T>(IOps<T> ops, T ids) => ops.Gather(ops.Weight(_weight), ids);

    /// <summary>Returns the first rows [1, N, C].</summary>
    public T First<T>(IOps<T> ops, int length) => ops.Reshape(ops.Slice(ops.Weight(_weight), 0, 0, length), 1, length, width);
}

/// <summary>diffusers' Timesteps: numbers [..., 1] to sinusoids [..., width] (Ho et al. 2020).</summary>
/// <param name="width">Width of the output; even.</param>
/// <param name="cosinesFirst">Whether cosines come before sines.</param>
/// <param name="shift">Subtracted from the number of frequencies when their ratio is computed.</param>
internal sealed class Timesteps(int width, bool cosinesFirst, float shift)
{
    public T Forward<T>(IOps<T> ops, T x)
    {
        var half = width / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => MathF.Exp(-MathF.Log(10000) * i / (half - shift))).ToArray();
        var angles = ops.Mul(x, ops.Constant(frequencies, half));
        var (cosines, sines) = (ops.Cos(angles), ops.Sin(angles));
        return cosinesFirst ? ops.Concat(-1, cosines, sines) : ops.Concat(-1, sines, cosines);
    }
}

/// <summary>diffusers' TimestepEmbedding: two affine maps with SiLU between them.</summary>
/// <param name="scope">Scope of its parameters.</param>
/// <param name="from">Input width.</param>
/// <param name="to">Output width.</param>
/// <param name="condition">
/// Width of a condition that is added first, through a map without bias; 0, the default, for none.
/// </param>
internal sealed class TimestepEmbedding(ParameterScope scope, int from, int to, int condition = 0)
{
    private readonly Linear _linear1 = new(scope["linear_1"], from, to);
    private readonly Linear? _condition = condition > 0 ? new(scope["cond_proj"], condition, from, bias: false) : null;
    private readonly Linear _linear2 = new(scope["linear_2"], to, to);

    public T Forward<T>(IOps<T> ops, T x, T? condition = default)
    {
        if (_condition is not null)
            x = ops.Add(x, _condition.Forward(ops, condition!));
        return _linear2.Forward(ops, ops.SiLU(_linear1.Forward(ops, x)));
    }
}
