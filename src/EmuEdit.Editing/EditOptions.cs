using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Editing;

/// <summary>Options of one edit. A null option takes the bundle's default.</summary>
public sealed record EditOptions
{
    /// <summary>Maximum length of an instruction, in characters.</summary>
    public const int MaxInstruction = 1000;

    private const float MaxGuidance = 50;

    /// <summary>Name of the task, one of the bundle's tasks. Default null: the pipeline predicts it from the instruction.</summary>
    public string? Task { get; init; }

    /// <summary>Seed of the noise that the edit starts from; default 0. The same seed, input and options give the same image.</summary>
    public Seed Seed { get; init; }

    /// <summary>Number of denoising steps, 1 to 1000.</summary>
    public int? Steps { get; init; }

    /// <summary>How strongly the result follows the instruction, 0 to 50. 1 means no guidance.</summary>
    public float? TextGuidance { get; init; }

    /// <summary>How strongly the result follows the input image, 0 to 50. 1 means no guidance.</summary>
    public float? ImageGuidance { get; init; }

    /// <summary>Threshold of <see cref="EditThresholding"/>, 0 to 1. 0 takes the edited image unchanged.</summary>
    public float? Alpha { get; init; }

    /// <summary>
    /// Relative error of the prediction up to which steps may be skipped,
    /// 0 to 1. Default 0: no step is skipped. See <see cref="StepReuse"/>.
    /// </summary>
    public double? Reuse { get; init; }

    /// <summary>Name of the sampler, one of <see cref="Samplers.Names"/>.</summary>
    public string? Sampler { get; init; }

    /// <summary>Whether an edit with a concern (see <see cref="EditReview"/>) is refused. Default false: its remarks name the concern.</summary>
    public bool Strict { get; init; }

    /// <summary>Validates every option whose range does not depend on the bundle.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
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

    /// <summary>Validates an instruction.</summary>
    /// <exception cref="InvalidInputException">The instruction is empty, blank or too long.</exception>
    public static void CheckInstruction(string instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        if (string.IsNullOrWhiteSpace(instruction))
            throw new InvalidInputException(
                "an empty instruction",
                $"1 to {MaxInstruction} characters",
                "say what to change, for example \"make it night\""
            );
        if (instruction.Length > MaxInstruction)
            throw new InvalidInputException(
                $"an instruction of {instruction.Length} characters",
                $"1 to {MaxInstruction} characters",
                "split it into several edits"
            );
    }

    private static void Require(bool valid, string name, object? given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(FormattableString.Invariant($"{name} {given}"), allowed);
    }
}
