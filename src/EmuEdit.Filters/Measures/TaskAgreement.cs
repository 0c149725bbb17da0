using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Probability that the instruction asks for another task than the one it was
/// written for; 0 while its own task is more likely (Emu Edit's first filter).
/// </summary>
internal sealed class TaskAgreement() : PairFilter(FilterChain.TaskPredictor, "the probability of a likelier task")
{
    public override bool CanRun(FilterModels models) => models.Bundle.TaskPredictor is not null;

    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) =>
        [.. Others(samples, features).Select(other => (double)other.Probability)];

    /// <summary>Returns the most likely other task of each sample, with its probability.</summary>
    public static IReadOnlyList<(EditTask Task, float Probability)> Others(IReadOnlyList<EditSample> samples, FeatureCache features) =>
        [
            .. samples.Zip(
                features.TaskProbabilities(samples.Select(s => s.Instruction)),
                (sample, probabilities) => Other(sample.Task, features.Tasks, probabilities)
            ),
        ];

    private static (EditTask, float) Other(EditTask written, IReadOnlyList<string> names, float[] probabilities)
    {
        // A bundle may have tasks for which no recipe exists.
        var (name, probability) = names
            .Zip(probabilities)
            .Where(t => t.First != written.Name && EditTask.All.Any(known => known.Name == t.First))
            .MaxBy(t => t.Second);
        var own = names.Zip(probabilities).FirstOrDefault(t => t.First == written.Name).Second;
        return (EditTask.Named(name), probability > own ? probability : 0);
    }
}
