using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch.Fused;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace EmuEdit.Training.Torch;

/// <summary>
/// Computes with TorchSharp. In mixed precision, weights stay 32-bit and are cast, differentiably, where they meet a
/// bfloat16 image or sequence. Sums inside convolutions, products, norms and softmax are 32-bit in either precision.
/// </summary>
/// <param name="weights">Returns a parameter's values.</param>
/// <param name="precision">The precision of the computation.</param>
/// <param name="rounded">Returns a tensor's values in bfloat16, if they are available; else null.</param>
internal class TorchOps(Func<Parameter, Tensor> weights, TrainingPrecision precision, Func<Tensor, Tensor?>? rounded = null) : IOps<Tensor>
{
    private const int Vector = 16;

    private readonly ScalarType _compute = precision == TrainingPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    public Tensor Weight(Parameter parameter) => weights(parameter);

    public Tensor Constant(float[] values, params long[] shape) => tensor(values, shape);

    public Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0)
    {
        var (to, from) = (weight.shape[0], weight.shape[1]);
        var (outputs, inputs) = (Missing(to), Missing(from));
        if (inputs > 0)
            x = pad(x, [0, 0, 0, 0, 0, inputs]);
        if (inputs + outputs > 0)
            weight = pad(weight, [0, 0, 0, 0, 0, inputs, 0, outputs]);
        if (outputs > 0 && bias is not null)
            bias = pad(bias, [0, outputs]);
        var y = conv2d(
            ChannelsLast(Compute(x)),
            Compute(weight),
            bias is null ? null : Compute(bias),
            [stride, stride],
            [padding, padding]
        );
        return outputs > 0 ? y.narrow(1, 0, to) : y;
    }

    // The channels of a place become contiguous in memory, as in a sequence, so that convolutions
    // reorder nothing. The shape stays.
    private static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    // oneDNN's bfloat16 kernels read past channels that do not fill a vector.
    // Occasionally that memory holds NaN, and then the gradient is NaN, too.
    private long Missing(long channels) => _compute == ScalarType.BFloat16 ? (Vector - channels % Vector) % Vector : 0;

    public Tensor ConvTranspose2d(Tensor x, Tensor weight, int stride) => conv_transpose2d(x, weight, strides: [stride, stride]);

    public Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null) =>
        linear(Compute(x), Compute(weight), bias is null ? null : Compute(bias));

    public Tensor GroupNorm(Tensor x, Tensor weight, Tensor bias, int groups, float epsilon = 1e-5f) =>
        group_norm(x, groups, weight, bias, epsilon);

    public virtual Tensor Activate(
        Tensor x,
        int channels,
        (Tensor Weight, Tensor Bias, int Groups)? norm = null,
        Tensor? modulation = null
    ) => FusedActivation.Takes(x) ? FusedActivation.Of(x, norm, modulation) : Composed.Activate(this, x, channels, norm, modulation);

    public Tensor LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon = 1e-5f) =>
        layer_norm(x, [x.shape[^1]], weight, bias, epsilon);

    public Tensor Gather(Tensor table, Tensor ids) =>
        table.index_select(0, ids.flatten()).reshape(ids.shape[0], ids.shape[1], table.shape[1]);

    public Tensor Lookup(float[] table, Tensor at) => tensor(table).index_select(0, at.to(ScalarType.Int64));

    public Tensor SiLU(Tensor x) => silu(x);

    public Tensor Sigmoid(Tensor x) => x.sigmoid();

    public Tensor Gelu(Tensor x) => gelu(x);

    public Tensor Relu(Tensor x) => x.relu();

    public Tensor Tanh(Tensor x) => x.tanh();

    public Tensor Cos(Tensor x) => x.cos();

    public Tensor Sin(Tensor x) => x.sin();

    public Tensor Add(Tensor a, Tensor b) => a.Plus(b.to(a.dtype));

    public Tensor Mul(Tensor a, Tensor b) => a * b.to(a.dtype);

    public Tensor Modulate(Tensor x, Tensor scale, Tensor shift) => shift.PlusProduct(x, scale.Plus(1));

    public Tensor Attention(Tensor q, Tensor k, Tensor v, int heads, int width, Tensor? mask = null)
    {
        // Plain products: at these lengths they are twice as fast on a CPU as the fused kernel, forward and backward.
        var scores = matmul(Heads(q.Times(1 / Math.Sqrt(width)), heads), Heads(k, heads).transpose(2, 3));
        var shares = softmax(mask is null ? scores : scores.Plus(mask.to(scores.dtype)), -1);
        return matmul(shares, Heads(v, heads)).transpose(1, 2).reshape(q.shape);
    }

    public Tensor Softmax(Tensor x) => softmax(x, -1);

    public Tensor Concat(int axis, params Tensor[] parts) => cat(parts.Select(p => p.to(parts[0].dtype)).ToArray(), axis);

    public Tensor Slice(Tensor x, int axis, long start, long end) => x.narrow(axis, start, end - start);

    public Tensor Reshape(Tensor x, params long[] shape) => x.reshape(shape.Select((d, i) => d == 0 ? x.shape[i] : d).ToArray());

    public Tensor ToTokens(Tensor x) => x.flatten(2).transpose(1, 2).contiguous();

    public Tensor ToImage(Tensor x, long height, long width) => x.transpose(1, 2).reshape(x.shape[0], x.shape[2], height, width);

    public Tensor ToImage(Tensor x, Tensor like) => ToImage(x, like.shape[2], like.shape[3]);

    public Tensor Upsample(Tensor x) => interpolate(x, scale_factor: [2, 2]);

    public Tensor Upsample(Tensor x, Tensor like) => interpolate(x, like.shape[2..]);

    public Tensor Resample(Tensor x, long height, long width) =>
        interpolate(x, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);

    public Tensor Pad(Tensor x, int right, int bottom) => pad(x, [0, right, 0, bottom]);

    public (Tensor First, Tensor Second) Halves(Tensor x, int axis) =>
        x.chunk(2, axis) is [var first, var second] ? (first, second) : throw new ArgumentException("an odd length", nameof(x));

    public Tensor Repeat(Tensor x, Tensor like) => x.expand([like.shape[0], .. x.shape[1..]]);

    public Tensor TakeAt(Tensor x, Tensor ids, long? id = null)
    {
        var places = (id is { } wanted ? ids.eq(tensor(new[] { wanted })).to(ScalarType.Int64) : ids).argmax(1).reshape(-1, 1, 1);
        return x.gather(1, places.expand(-1, -1, x.shape[2])).squeeze(1);
    }

    public Tensor PixelShuffle(Tensor x) => pixel_shuffle(x, 2);

    public Tensor Mean(Tensor x, int axis) => x.mean([axis]);

    public Tensor Normalise(Tensor x) => x / x.Squared().sum(-1, keepdim: true).sqrt();

    public Tensor Float(Tensor x) => x.to(ScalarType.Float32);

    private Tensor Compute(Tensor x) => rounded?.Invoke(x) ?? x.to(_compute);

    private static Tensor Heads(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);
}
