using EmuEdit.Core;

namespace EmuEdit.Learning.Tests;

/// <summary>Counts to <see cref="Steps"/>, a step a call, in a file of the run's folder.</summary>
internal sealed class FakeTrainer : ITrainer
{
    public const int Steps = 3;

    /// <summary>Called before each step, with the steps made.</summary>
    public Action<int, CancellationToken> Before { get; set; } = (_, _) => { };

    /// <summary>Whether it refuses every plan.</summary>
    public bool Refuses { get; set; }

    public Task CheckAsync(TrainingPlan plan, CancellationToken cancellationToken = default) =>
        plan.Part == "editor" && !Refuses ? Task.CompletedTask : throw new InvalidInputException($"part '{plan.Part}'", "editor");

    public Task<TrainingPlan> PrepareAsync(TrainingPlan plan, CancellationToken cancellationToken = default) => Task.FromResult(plan);

    public bool Train(
        TrainingPlan plan,
        string folder,
        IProgress<LearningProgress> progress,
        Action betweenSteps,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, plan.Part)).FullName, "checkpoint.txt");
        var step = File.Exists(file) ? File.ReadAllLines(file).Length : 0;
        betweenSteps();
        Before(step, cancellationToken);
        File.AppendAllText(file, "step\n");
        progress.Report(new(step + 1, (step + 1.0) / Steps, 1, null, 0));
        return step + 1 == Steps;
    }
}
