using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>Sizes of the task predictor. The defaults give about half a million parameters.</summary>
public sealed record TaskPredictorNetworkOptions
{
    /// <summary>Number of tokens that an instruction is padded or cut to, 8 to 77; default 48.</summary>
    public int TextLength { get; init; } = 48;

    /// <summary>Width, a multiple of 64 up to 1024; default 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Number of transformer layers, 1 to 24; default 2.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="Core.InvalidInputException">
    /// An option is out of its range. The message names the option, its value and what is allowed.
    /// </exception>
    public void Validate()
    {
        OptionRange.Check(nameof(TextLength), TextLength, TextLength is >= 8 and <= 77, "8 to 77");
        OptionRange.Check(nameof(Width), Width, Width is > 0 and <= 1024 && Width % 64 == 0, "a multiple of 64 up to 1024");
        OptionRange.Check(nameof(Layers), Layers, Layers is >= 1 and <= 24, "1 to 24");
    }
}
