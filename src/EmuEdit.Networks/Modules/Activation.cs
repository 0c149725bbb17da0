namespace EmuEdit.Networks.Modules;

/// <summary>Activations by the names that configurations have for them.</summary>
internal static class Activation
{
    /// <summary>The names.</summary>
    public static readonly string[] Names = ["silu", "swish", "gelu", "quick_gelu", "relu"];

    /// <summary>Applies one of <see cref="Names"/>.</summary>
    public static T Of<T>(IOps<T> ops, string name, T x) => name switch
    {
        "silu" or "swish" => ops.SiLU(x),
        "gelu" => ops.Gelu(x),
        // x sigmoid(1.702 x): Hendrycks and Gimpel 2016, as OpenAI's CLIP was trained.
        "quick_gelu" => ops.Mul(x, ops.Sigmoid(ops.Mul(x, ops.Constant([1.702f], 1)))),
        "relu" => ops.Relu(x),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such activation"),
    };
}
