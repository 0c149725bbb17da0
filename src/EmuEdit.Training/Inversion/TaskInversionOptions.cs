using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Inversion;

/// <summary>How to learn a new task from examples.</summary>
public sealed record TaskInversionOptions
{
    /// <summary>Folder of the run: checkpoint, metrics and pictures; made when missing. A run that is there goes on.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of the bundle that is to learn the task; one that this program trained. It is not changed.</summary>
    public required string Bundle { get; init; }

    /// <summary>The task's name, see <see cref="EditTask.Own"/>.</summary>
    public required string Name { get; init; }

    /// <summary>1 to <see cref="InversionSettings.MostExamples"/> pairs of this task and of the model's size, with their instructions and regions. Of four or more the last quarter, at most 16, is held out.</summary>
    public required IReadOnlyList<EditSample> Examples { get; init; }

    /// <summary>Seed, and how long at most.</summary>
    public InversionSettings Settings { get; init; } = new();

    /// <summary>Highest learning rate, over 0 up to 0.1; default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Steps between two looks at the held-out examples, at least 1; default 20.</summary>
    public int EvaluationSteps { get; init; } = 20;

    /// <summary>Looks without a gain after which learning stops, at least 1; default 6.</summary>
    public int Patience { get; init; } = 6;

    /// <summary>Command line that starts the run, kept in <c>run.json</c>; null when there is none to tell.</summary>
    public string? Command { get; init; }

    /// <summary>Commit of the code, kept in <c>run.json</c>; null when unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Hears of every line of metrics.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Hears of what happens once.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Called before each step; null, the default, for nothing.</summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>Whether every weight is trained besides the vector, which is what inversion does without; for comparison.</summary>
    internal bool TrainsEverything { get; init; }

    /// <summary>Pairs that the result is scored on, for comparison.</summary>
    internal IReadOnlyList<EditSample> Test { get; init; } = [];

    /// <summary>Examples that are held out.</summary>
    internal int HeldOutCount => Examples.Count < 4 ? 0 : Math.Min(16, Examples.Count / 4);

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="InvalidInputException">Names the option, what was given and what is allowed.</exception>
    public void Validate()
    {
        EditTask.Own(Name);
        OptionRange.Check("examples", Examples.Count, Examples.Count >= 1 && (Examples.Count <= InversionSettings.MostExamples || TrainsEverything), $"1 to {InversionSettings.MostExamples} pairs");
        Settings.Validated();
        OptionRange.Check(nameof(LearningRate), LearningRate, LearningRate is > 0 and <= 0.1, "over 0 up to 0.1");
        OptionRange.Check(nameof(EvaluationSteps), EvaluationSteps, EvaluationSteps >= 1, "at least 1");
        OptionRange.Check(nameof(Patience), Patience, Patience >= 1, "at least 1");
        if (Examples.All(e => e.Region.Count == 0))
            throw new InvalidInputException("pairs whose pictures are the same", "pictures before and after an edit", "there is nothing to learn from these");
    }
}
