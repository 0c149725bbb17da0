namespace EmuEdit.Networks.Modules;

/// <summary>Activations, by their names in configurations.</summary>
internal static class Activation
{
    /// <summary>The supported names.</summary>
    public static readonly string[] Names = ["silu", "swish", "gelu", "quick_gelu", "relu"];

    /// <summary>Applies one of <see cref="Names"/>.</summary>
    public static T Of<T>(IOps<T> ops, string name, T x) => name switch
    {
        "silu" or "swish" => ops.SiLU(x),
        "gelu" => ops.Gelu(x),
        // x sigmoid(1.702 x): Hendrycks and Gimpel 2016, as in OpenAI's CLIP.
        "quick_gelu" => ops.Mul(x, ops.Sigmoid(ops.Mul(x, ops.Constant([1.702f], 1)))),
        "relu" => ops.Relu(x),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such activation"),
    };
}
