using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace EmuEdit.Training.Torch;

/// <summary>
/// Arithmetic of tensors with numbers. TorchSharp converts a number to an object of native memory, also the hidden
/// factor 1 of a sum of tensors and the 2 of a square, and does not keep it alive while native code reads it.
/// Occasionally the garbage collector frees it first, and the process crashes. Here every number is created once and
/// kept; training uses few. <c>BannedSymbols.txt</c> prevents the rest of the project from creating numbers elsewhere.
/// </summary>
internal static class Arithmetic
{
    private static readonly ConcurrentDictionary<double, Scalar> s_numbers = [];
    private static readonly Scalar s_one = Number(1), s_minusOne = Number(-1);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, s_one);

    /// <summary>a - b.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, s_minusOne);

    /// <summary>a += b.</summary>
    public static void AddInPlace(this Tensor a, Tensor b) => a.add_(b, s_one);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, double b) => a.add(Number(b), s_one);

    /// <summary>a * b.</summary>
    public static Tensor Times(this Tensor a, double b) => a.mul(Number(b));

    /// <summary>1 - a.</summary>
    public static Tensor Complement(this Tensor a) => a.neg().add(s_one, s_one);

    /// <summary>a * a.</summary>
    public static Tensor Squared(this Tensor a) => a.mul(a);

    /// <summary>c + a * b.</summary>
    public static Tensor PlusProduct(this Tensor c, Tensor a, Tensor b) => addcmul(c, a, b, s_one);

    /// <summary>The larger of a and b.</summary>
    public static Tensor AtLeast(this Tensor a, double b) => a.clamp_min(Number(b));

    /// <summary>The smaller of a and b.</summary>
    public static Tensor AtMost(this Tensor a, double b) => a.clamp_max(Number(b));

    /// <summary>Booleans: true where a is below b.</summary>
    public static Tensor IsBelow(this Tensor a, double b) => a.lt(Number(b));

    /// <summary>a, but b where the mask is true.</summary>
    public static Tensor Except(this Tensor a, Tensor mask, double b) => a.masked_fill(mask, Number(b));

    /// <summary>A tensor of the given shape and type, filled with b.</summary>
    public static Tensor Filled(long[] shape, double b, ScalarType type) => full(shape, Number(b), type);

    /// <summary>Returns a number that stays alive.</summary>
    public static Scalar Number(double value) => s_numbers.GetOrAdd(value, number => (float)number);
}
