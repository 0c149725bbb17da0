using System.Text.Json.Serialization;

namespace EmuEdit.Core;

/// <summary>
/// The arithmetic of convolutions, matrix products and attention in training. Weights, sums, norms,
/// losses and the optimiser are 32-bit in each.
/// </summary>
public enum TrainingPrecision
{
    /// <summary>
    /// <see cref="BFloat16"/> where the processor supports it natively (AVX-512 BF16 or AMX),
    /// otherwise <see cref="Float32"/>.
    /// </summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>32 bits: the fastest on processors that must emulate bfloat16.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>
    /// 16 bits with the range of 32: one and a half to three times as fast on processors that
    /// support it, ten times as slow on others.
    /// </summary>
    [JsonStringEnumMemberName("bfloat16")]
    BFloat16,
}
