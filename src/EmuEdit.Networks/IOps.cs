namespace EmuEdit.Networks;

/// <summary>
/// The operations that networks are built from. There are two back ends: <c>TorchOps</c> of
/// EmuEdit.Training computes and differentiates, and <see cref="OnnxOps"/> writes the graph. So a
/// forward pass is written once, and an export is a trace of it.
/// </summary>
/// <typeparam name="T">A tensor of the back end. Images are [B, C, H, W], sequences [B, N, C].</typeparam>
public interface IOps<T>
{
    /// <summary>Returns the values of a parameter, in its shape.</summary>
    T Weight(Parameter parameter);

    /// <summary>Returns fixed values in a shape, the last dimension running fastest.</summary>
    T Constant(float[] values, params long[] shape);

    /// <summary>
    /// Convolves x [B, C, H, W] with weight [out, C, h, w] and adds bias [out]. Stride and padding
    /// hold for both axes; the padding is zeros.
    /// </summary>
    T Conv2d(T x, T weight, T? bias = default, int stride = 1, int padding = 0);

    /// <summary>The adjoint of a strided convolution without padding.</summary>
    T ConvTranspose2d(T x, T weight, int stride);

    /// <summary>Computes x weight^T + bias over the last dimension; weight [out, in].</summary>
    T Linear(T x, T weight, T? bias = default);

    /// <summary>
    /// Normalises x [B, C, H, W] over each group of channels, then scales by weight [C] and shifts
    /// by bias [C] (Wu and He 2018).
    /// </summary>
    T GroupNorm(T x, T weight, T bias, int groups, float epsilon = 1e-5f);

    /// <summary>Computes silu(norm(x) (1 + scale) + shift), the usual start before a convolution.</summary>
    /// <param name="x">[B, <paramref name="channels"/>, H, W].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="norm">A group normalisation; null, the default, for none.</param>
    /// <param name="modulation">[B, 2 channels, 1, 1]: scale, then shift; none by default.</param>
    T Activate(T x, int channels, (T Weight, T Bias, int Groups)? norm = null, T? modulation = default);

    /// <summary>
    /// Normalises x over its last dimension C, then scales by weight [C] and shifts by bias [C] (Ba
    /// et al. 2016).
    /// </summary>
    T LayerNorm(T x, T weight, T bias, float epsilon = 1e-5f);

    /// <summary>Returns rows of <paramref name="table"/> [K, C] at integer <paramref name="ids"/> [B, N].</summary>
    T Gather(T table, T ids);

    /// <summary>Returns entries of a table at whole numbers [B].</summary>
    T Lookup(float[] table, T at);

    /// <summary>Computes x sigmoid(x), value by value.</summary>
    T SiLU(T x);

    /// <summary>Computes 1 / (1 + exp(-x)), value by value.</summary>
    T Sigmoid(T x);

    /// <summary>
    /// Computes x Phi(x), value by value; Phi is the distribution function of the normal
    /// distribution.
    /// </summary>
    T Gelu(T x);

    /// <summary>Computes the cosine, value by value; angles in radians.</summary>
    T Cos(T x);

    /// <summary>Computes the sine, value by value; angles in radians.</summary>
    T Sin(T x);

    /// <summary>Computes max(x, 0), value by value.</summary>
    T Relu(T x);

    /// <summary>Computes the hyperbolic tangent, value by value.</summary>
    T Tanh(T x);

    /// <summary>Computes a + b, broadcast.</summary>
    T Add(T a, T b);

    /// <summary>Computes a * b, value by value, broadcast.</summary>
    T Mul(T a, T b);

    /// <summary>Computes x * (1 + scale) + shift, broadcast.</summary>
    T Modulate(T x, T scale, T shift);

    /// <summary>
    /// Computes softmax(q k^T / sqrt(d) + mask) v with <paramref name="heads"/> heads of
    /// <paramref name="width"/> d; q [B, N, heads d], k and v [B, M, heads d], mask [N, M] or none.
    /// </summary>
    T Attention(T q, T k, T v, int heads, int width, T? mask = default);

    /// <summary>Divides exp(x) by its sum along the last dimension.</summary>
    T Softmax(T x);

    /// <summary>Joins tensors along an axis. Their other dimensions are equal.</summary>
    T Concat(int axis, params T[] parts);

    /// <summary>
    /// Returns positions <paramref name="start"/> (included) to <paramref name="end"/> (excluded)
    /// along an axis.
    /// </summary>
    T Slice(T x, int axis, long start, long end);

    /// <summary>Returns the first and the second half along an axis of even length.</summary>
    (T First, T Second) Halves(T x, int axis);

    /// <summary>Repeats x [1, ...] for each item of <paramref name="like"/> [B, ...].</summary>
    T Repeat(T x, T like);

    /// <summary>
    /// Returns, for x [B, N, C], the row of each item [B, C] at the first position of
    /// <paramref name="id"/> among its ids [B, N]; without an id, at the position of its largest
    /// id.
    /// </summary>
    T TakeAt(T x, T ids, long? id = null);

    /// <summary>Changes the shape: 0 keeps the dimension at that position, -1 takes the remaining values.</summary>
    T Reshape(T x, params long[] shape);

    /// <summary>Converts [B, C, H, W] to [B, H W, C].</summary>
    T ToTokens(T x);

    /// <summary>Converts [B, H W, C] to [B, C, H, W].</summary>
    T ToImage(T x, long height, long width);

    /// <summary>Converts [B, H W, C] to [B, C, H, W] with the height and width of <paramref name="like"/>.</summary>
    T ToImage(T x, T like);

    /// <summary>Doubles height and width by repeating each value.</summary>
    T Upsample(T x);

    /// <summary>
    /// Resizes to the height and width of <paramref name="like"/> [B, C, H, W]; each position takes
    /// the nearest value.
    /// </summary>
    T Upsample(T x, T like);

    /// <summary>Resizes by cubic convolution with a = -0.75, as torch does (bicubic, corners not aligned).</summary>
    T Resample(T x, long height, long width);

    /// <summary>Adds zeros at the right and at the bottom.</summary>
    T Pad(T x, int right, int bottom);

    /// <summary>
    /// Converts [B, 4 C, H, W] to [B, C, 2 H, 2 W]: each four channels become the corners of one
    /// position (Shi et al. 2016).
    /// </summary>
    T PixelShuffle(T x);

    /// <summary>Returns the mean over an axis, which is removed.</summary>
    T Mean(T x, int axis);

    /// <summary>Computes x / ||x|| over the last dimension.</summary>
    T Normalise(T x);

    /// <summary>Converts to 32-bit floats, for results that leave the network.</summary>
    T Float(T x);
}

/// <summary>Operations that are composed of others.</summary>
public static class Composed
{
    /// <inheritdoc cref="IOps{T}.Activate"/>
    public static T Activate<T>(IOps<T> ops, T x, int channels, (T Weight, T Bias, int Groups)? norm, T? modulation)
    {
        if (norm is var (weight, bias, groups))
            x = ops.GroupNorm(x, weight, bias, groups);
        return ops.SiLU(
            modulation is null
                ? x
                : ops.Modulate(x, ops.Slice(modulation, 1, 0, channels), ops.Slice(modulation, 1, channels, 2 * channels))
        );
    }
}
