using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Editing;

/// <summary>
/// Options of one edit. A null option takes the bundle's default. This is the only list of them: forms and command lines read
/// <see cref="EditOption.All"/>, and JSON bodies derive from this record. The descriptions are those of the command line.
/// </summary>
public record EditOptions
{
    /// <summary>Maximum length of an instruction, in characters.</summary>
    public const int MaxInstruction = 1000;

    private const double MaxGuidance = 50;

    /// <summary>Name of the task, one of the bundle's tasks. Default null: the pipeline predicts it from the instruction.</summary>
    public string? Task { get; init; }

    /// <summary>Seed of the noise that the edit starts from; default 0. The same seed, input and options give the same image.</summary>
    public Seed Seed { get; init; }

    /// <summary>Number of denoising steps, 1 to 1000.</summary>
    [Description("Denoising steps"), Range(1, 1000)]
    public int? Steps { get; init; }

    /// <summary>How strongly the result follows the instruction, 0 to 50. 1 means no guidance.</summary>
    [Description("How strongly to follow the instruction"), Range(0, MaxGuidance)]
    public float? TextGuidance { get; init; }

    /// <summary>How strongly the result follows the input image, 0 to 50. 1 means no guidance.</summary>
    [Description("How strongly to follow the image"), Range(0, MaxGuidance)]
    public float? ImageGuidance { get; init; }

    /// <summary>Threshold of <see cref="EditThresholding"/>, 0 to 1. 0 takes the edited image unchanged.</summary>
    [Description("Changes smaller than this are undone"), Range(0.0, 1.0)]
    public float? Alpha { get; init; }

    /// <summary>
    /// Relative error of the prediction up to which steps may be skipped,
    /// 0 to 1. Default 0: no step is skipped. See <see cref="StepReuse"/>.
    /// </summary>
    [Description("Skip steps that would change the prediction by less than this"), Range(0.0, 1.0)]
    public double? Reuse { get; init; }

    /// <summary>Name of the sampler, one of <see cref="Samplers.Names"/>.</summary>
    [Description("Name of the sampler")]
    public string? Sampler { get; init; }

    /// <summary>
    /// Whether an edit with a concern (see <see cref="EditReview"/>) is refused. Default false: its
    /// remarks name the concern.
    /// </summary>
    [Description("Refuse an edit that the model can probably not make; by default, a remark says why")]
    public bool? Strict { get; init; }

    /// <summary>Creates options from their values.</summary>
    /// <param name="value">Returns the value of an option, of its <see cref="EditOption.Type"/>. Null for the default.</param>
    public static EditOptions Of(Func<EditOption, object?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var options = new EditOptions();
        foreach (var option in EditOption.All)
            if (value(option) is { } given)
                option.Set(options, given);
        return options;
    }

    /// <summary>Returns the options alone, without what a derived record adds.</summary>
    public EditOptions ToOptions() => new(this);

    /// <summary>Validates every option whose range does not depend on the bundle.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
    public EditOptions Validated()
    {
        foreach (var option in EditOption.All)
            option.Check(this);
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
}
