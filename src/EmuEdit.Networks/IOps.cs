namespace EmuEdit.Networks;

/// <summary>
/// The operations that networks are written over. Two back ends: <c>TorchOps</c> of EmuEdit.Training computes and differentiates,
/// <see cref="OnnxOps"/> writes the graph down, so that a forward pass is written once and export is a trace of it.
/// </summary>
/// <typeparam name="T">A tensor of the back end. Images are [B, C, H, W], sequences [B, N, C].</typeparam>
internal interface IOps<T>
{
    T Weight(Parameter parameter);

    T Constant(float[] values, params long[] shape);

    T Conv2d(T x, T weight, T? bias = default, int stride = 1, int padding = 0);

    /// <summary>The adjoint of a strided convolution without padding.</summary>
    T ConvTranspose2d(T x, T weight, int stride);

    /// <summary>x weight^T + bias over the last dimension; weight [out, in].</summary>
    T Linear(T x, T weight, T? bias = default);

    T GroupNorm(T x, T weight, T bias, int groups, float epsilon = 1e-5f);

    /// <summary>silu(norm(x) (1 + scale) + shift), what stands before a convolution.</summary>
    /// <param name="x">[B, <paramref name="channels"/>, H, W].</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="norm">A group normalisation; null for none.</param>
    /// <param name="modulation">[B, 2 channels, 1, 1]: scale, then shift; none by default.</param>
    T Activate(T x, int channels, (T Weight, T Bias, int Groups)? norm = null, T? modulation = default);

    T LayerNorm(T x, T weight, T bias, float epsilon = 1e-5f);

    /// <summary>Rows of <paramref name="table"/> [K, C] at integer <paramref name="ids"/> [B, N].</summary>
    T Gather(T table, T ids);

    /// <summary>Entries of a table at whole numbers [B].</summary>
    T Lookup(float[] table, T at);

    T SiLU(T x);

    T Sigmoid(T x);

    T Gelu(T x);

    T Cos(T x);

    T Sin(T x);

    T Relu(T x);

    T Tanh(T x);

    T Add(T a, T b);

    T Mul(T a, T b);

    /// <summary>x * (1 + scale) + shift, broadcast.</summary>
    T Modulate(T x, T scale, T shift);

    /// <summary>
    /// softmax(q k^T / sqrt(d) + mask) v with <paramref name="heads"/> heads of <paramref name="width"/> d; q [B, N, heads d], k and v [B,
    /// M, heads d], mask [N, M] or none.
    /// </summary>
    T Attention(T q, T k, T v, int heads, int width, T? mask = default);

    /// <summary>exp(x) over its sum, along the last dimension.</summary>
    T Softmax(T x);

    T Concat(int axis, params T[] parts);

    T Slice(T x, int axis, long start, long end);

    /// <summary>The first and the second half along an axis of even length.</summary>
    (T First, T Second) Halves(T x, int axis);

    /// <summary>x [1, ...] repeated for each item of <paramref name="like"/> [B, ...].</summary>
    T Repeat(T x, T like);

    /// <summary>
    /// Of x [B, N, C] the row of each item [B, C] at the first place of <paramref name="id"/> among its ids [B, N]; at the place of its
    /// largest id by default.
    /// </summary>
    T TakeAt(T x, T ids, long? id = null);

    /// <summary>A new shape: 0 keeps the dimension at that place, -1 takes what is left.</summary>
    T Reshape(T x, params long[] shape);

    /// <summary>[B, C, H, W] to [B, H W, C].</summary>
    T ToTokens(T x);

    /// <summary>[B, H W, C] to [B, C, H, W].</summary>
    T ToImage(T x, long height, long width);

    /// <summary>[B, H W, C] to [B, C, H, W], height and width those of <paramref name="like"/>.</summary>
    T ToImage(T x, T like);

    /// <summary>Twice the height and width, each value repeated.</summary>
    T Upsample(T x);

    /// <summary>The height and width of <paramref name="like"/> [B, C, H, W], each place the value of the nearest.</summary>
    T Upsample(T x, T like);

    /// <summary>
    /// Another height and width by cubic convolution with a = -0.75, as torch interpolates (bicubic, corners not aligned).
    /// </summary>
    T Resample(T x, long height, long width);

    /// <summary>Zeros at the right and at the bottom.</summary>
    T Pad(T x, int right, int bottom);

    /// <summary>[B, 4 C, H, W] to [B, C, 2 H, 2 W]: each four channels are the corners of one place (Shi et al. 2016).</summary>
    T PixelShuffle(T x);

    /// <summary>Mean over an axis, which goes.</summary>
    T Mean(T x, int axis);

    /// <summary>x / ||x|| over the last dimension.</summary>
    T Normalise(T x);

    /// <summary>The same values as 32-bit floats, where a result leaves the network.</summary>
    T Float(T x);
}

/// <summary>Operations as they are made of others.</summary>
internal static class Composed
{
    /// <inheritdoc cref="IOps{T}.Activate"/>
    public static T Activate<T>(IOps<T> ops, T x, int channels, (T Weight, T Bias, int Groups)? norm, T? modulation)
    {
        if (norm is var (weight, bias, groups))
            x = ops.GroupNorm(x, weight, bias, groups);
        return ops.SiLU(modulation is null ? x : ops.Modulate(x, ops.Slice(modulation, 1, 0, channels), ops.Slice(modulation, 1, channels, 2 * channels)));
    }
}
