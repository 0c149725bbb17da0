using EmuEdit.Core;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Inversion;

/// <summary>Options of learning a new task from examples.</summary>
public sealed record TaskInversionOptions
{
    /// <summary>
    /// Folder of the run: checkpoint, metrics and images; created if missing. An existing run is
    /// continued.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>Folder of the bundle that learns the task, trained by this program. It is not changed.</summary>
    public required string Bundle { get; init; }

    /// <summary>Name of the task, see <see cref="EditTask.Own"/>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// 1 to <see cref="InversionSettings.MostExamples"/> pairs of this task and of the model's size, with
    /// their instructions and regions. If there are four or more, the last quarter, at most 16, is held out.
    /// </summary>
    public required IReadOnlyList<EditSample> Examples { get; init; }

    /// <summary>Seed, precision and maximum duration.</summary>
    public InversionSettings Settings { get; init; } = new();

    /// <summary>Peak learning rate, over 0 up to 0.1; default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Steps between evaluations on the held-out examples, at least 1; default 20.</summary>
    public int EvaluationSteps { get; init; } = 20;

    /// <summary>Evaluations without improvement after which learning stops, at least 1; default 6.</summary>
    public int Patience { get; init; } = 6;

    /// <summary>Command line that starts the run, stored in <c>run.json</c>; null if there is none.</summary>
    public string? Command { get; init; }

    /// <summary>Commit of the code, stored in <c>run.json</c>; null if unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Receives every line of metrics.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Receives messages about single events.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Called before each step. Default null: nothing is called.</summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>Whether to train every weight besides the vector, unlike inversion; for comparison.</summary>
    internal bool TrainsEverything { get; init; }

    /// <summary>Pairs on which the result is scored, for comparison.</summary>
    internal IReadOnlyList<EditSample> Test { get; init; } = [];

    /// <summary>Number of held-out examples.</summary>
    internal int HeldOutCount => Examples.Count < 4 ? 0 : Math.Min(16, Examples.Count / 4);

    /// <summary>Validates the options.</summary>
    /// <exception cref="InvalidInputException">An option is out of range. The
    /// message names the option, the given value and the allowed range.</exception>
    public void Validate()
    {
        EditTask.Own(Name);
        OptionRange.Check(
            "examples",
            Examples.Count,
            Examples.Count >= 1 && (Examples.Count <= InversionSettings.MostExamples || TrainsEverything),
            $"1 to {InversionSettings.MostExamples} pairs"
        );
        Settings.Validated();
        OptionRange.Check(nameof(LearningRate), LearningRate, LearningRate is > 0 and <= 0.1, "over 0 up to 0.1");
        OptionRange.Check(nameof(EvaluationSteps), EvaluationSteps, EvaluationSteps >= 1, "at least 1");
        OptionRange.Check(nameof(Patience), Patience, Patience >= 1, "at least 1");
        if (Examples.All(e => e.Region.Count == 0))
            throw new InvalidInputException(
                "pairs whose pictures are the same",
                "pictures before and after an edit",
                "there is nothing to learn from these"
            );
    }
}
