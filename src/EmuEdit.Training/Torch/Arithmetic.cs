using TorchSharp;
using static TorchSharp.torch;

namespace EmuEdit.Training.Torch;

/// <summary>
/// Sums with numbers that live as long as the call. TorchSharp turns a number, also the hidden factor 1 of a sum of tensors, into an object of native memory
/// and does not keep it alive while the native code reads it; in long runs the collector sometimes frees it too early.
/// </summary>
internal static class Arithmetic
{
    private static readonly Scalar s_one = 1f;

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, s_one);

    /// <summary>a - b.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b.neg(), s_one);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, double b) => Kept(b, a.add);

    /// <summary>a * b.</summary>
    public static Tensor Times(this Tensor a, double b) => Kept(b, a.mul);

    /// <summary>1 - a.</summary>
    public static Tensor Complement(this Tensor a) => a.neg().Plus(1);

    /// <summary>c + a * b.</summary>
    public static Tensor PlusProduct(this Tensor c, Tensor a, Tensor b) => addcmul(c, a, b, s_one);

    private static Tensor Kept(Scalar number, Func<Scalar, Tensor> operation)
    {
        var result = operation(number);
        GC.KeepAlive(number);
        return result;
    }
}
