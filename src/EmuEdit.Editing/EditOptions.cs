using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Editing;

/// <summary>How one edit is made. What is null takes the bundle's default.</summary>
public sealed record EditOptions
{
    /// <summary>The longest instruction, in characters.</summary>
    public const int MaxInstruction = 1000;

    private const float MaxGuidance = 50;

    /// <summary>The task's name, one of the bundle's; null, the default, has it predicted from the instruction.</summary>
    public string? Task { get; init; }

    /// <summary>Seed of the noise that the edit starts from; default 0. The same seed, input and options give the same picture.</summary>
    public Seed Seed { get; init; }

    /// <summary>Denoising steps, 1 to 1000.</summary>
    public int? Steps { get; init; }

    /// <summary>How strongly the result follows the instruction, 0 to 50; 1 is without guidance.</summary>
    public float? TextGuidance { get; init; }

    /// <summary>How strongly the result follows the input picture, 0 to 50; 1 is without guidance.</summary>
    public float? ImageGuidance { get; init; }

    /// <summary>Threshold of <see cref="EditThresholding"/>, 0 (take the edited picture as it is) to 1.</summary>
    public float? Alpha { get; init; }

    /// <summary>Error that steps may be left out for, over the prediction's size, 0 to 1; 0, the default, leaves none out. See <see cref="StepReuse"/>.</summary>
    public double? Reuse { get; init; }

    /// <summary>One of <see cref="Samplers.Names"/>.</summary>
    public string? Sampler { get; init; }

    /// <summary>Checks every range that does not depend on the bundle.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public EditOptions Validated()
    {
        Require(Steps is null or (>= 1 and <= 1000), "steps", Steps, "1 to 1000");
        Require(TextGuidance is null or (>= 0 and <= MaxGuidance), "text guidance", TextGuidance, $"0 to {MaxGuidance}");
        Require(ImageGuidance is null or (>= 0 and <= MaxGuidance), "image guidance", ImageGuidance, $"0 to {MaxGuidance}");
        Require(Alpha is null or (>= 0 and <= 1), "alpha", Alpha, "0 to 1");
        Require(Reuse is null or (>= 0 and <= 1), "reuse", Reuse, "0 to 1");
        if (Sampler is not null)
            Samplers.Named(Sampler);
        return this;
    }

    /// <summary>Checks an instruction.</summary>
    /// <exception cref="InvalidInputException">It is empty, blank or too long.</exception>
    public static void CheckInstruction(string instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        if (string.IsNullOrWhiteSpace(instruction))
            throw new InvalidInputException("an empty instruction", $"1 to {MaxInstruction} characters", "say what to change, for example \"make it night\"");
        if (instruction.Length > MaxInstruction)
            throw new InvalidInputException($"an instruction of {instruction.Length} characters", $"1 to {MaxInstruction} characters", "split it into several edits");
    }

    private static void Require(bool valid, string name, object? given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(FormattableString.Invariant($"{name} {given}"), allowed);
    }
}
