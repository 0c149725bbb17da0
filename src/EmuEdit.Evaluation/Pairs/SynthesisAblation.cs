using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Pairs;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>Scores of one variant of synthesis on one task: means over the pairs that were made.</summary>
/// <param name="Variant">Name of the variant, for example "grounded, precise".</param>
/// <param name="Task">Name of the task.</param>
/// <param name="Count">Number of samples tried.</param>
/// <param name="Made">Number of pairs made; for the other samples, the object was not found.</param>
/// <param name="Success">Share of the made pairs that are right, see <see cref="EditScore"/>; 0 to 1.</param>
/// <param name="L1Inside">Mean error to the ground truth inside the true region, 0 to 1.</param>
/// <param name="L1Outside">Mean error outside the true region, 0 to 1.</param>
/// <param name="L1Unchanged">The value of <paramref name="L1Inside"/> for unchanged images.</param>
public sealed record SynthesisScore(
    string Variant,
    string Task,
    int Count,
    int Made,
    double Success,
    double L1Inside,
    double L1Outside,
    double L1Unchanged
);

/// <summary>
/// Compares grounded control, plain prompt-to-prompt and no control, the three masks, and the
/// blurred mask without new noise. It uses rendered images of the built-in world, whose true edits
/// are known. Every variant starts from the same inverted latents.
/// </summary>
public static class SynthesisAblation
{
    private static readonly EditTask[] Tasks =
    [
        EditTask.Local, EditTask.Texture, EditTask.Add, EditTask.Remove, EditTask.Background, EditTask.Global, EditTask.Style,
    ];

    private static readonly (string Name, Func<SynthesisOptions, SynthesisOptions> Set)[] Variants =
    [
        ("grounded, precise", o => o with { Mask = MaskKind.Precise }),
        ("grounded, blurred", o => o with { Mask = MaskKind.Blurred }),
        ("grounded, box", o => o with { Mask = MaskKind.Box }),
        ("the input's noise", o => o with { Mask = MaskKind.Blurred, OwnNoise = false }),
        ("prompt-to-prompt", o => o with { Grounding = Grounding.PromptToPrompt }),
        ("no control", o => o with { Grounding = Grounding.None }),
    ];

    /// <summary>Returns the total number of pairs that are tried.</summary>
    public static int Total(int count) => Variants.Length * Tasks.Length * count;

    /// <summary>Synthesises and scores pairs.</summary>
    /// <param name="models">Models of a bundle that knows the world.</param>
    /// <param name="options">Steps, guidance and batch; the other options are replaced.</param>
    /// <param name="seed">Seed of the world.</param>
    /// <param name="count">Number of samples per task, 1 to 10 000.</param>
    /// <param name="progress">Receives the number of pairs tried.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="InvalidInputException">
    /// The count is out of range, or the bundle has no text-to-image model.
    /// </exception>
    public static IReadOnlyList<SynthesisScore> Run(
        PairModels models,
        SynthesisOptions options,
        long seed,
        int count,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        if (count is < 1 or > 10_000)
            throw new InvalidInputException($"count {count}", "1 to 10 000 samples per task");
        var world = new WorldDataset(seed, models.Bundle.ImageSize);
        var (scores, done) = (new List<SynthesisScore>(), 0);
        foreach (var (name, set) in Variants)
        {
            var synthesiser = new PairSynthesiser(models, set(options with { Source = ImageSource.Rendered, Candidates = 1 }));
            foreach (var task in Tasks)
            {
                scores.Add(Score(name, task, synthesiser, world, seed, count, cancellationToken));
                progress?.Report(done += count);
            }
        }
        return scores;
    }

    private static SynthesisScore Score(
        string variant,
        EditTask task,
        PairSynthesiser synthesiser,
        WorldDataset world,
        long seed,
        int count,
        CancellationToken cancellationToken
    )
    {
        var truths = Enumerable.Range(0, count).Select(i => world.Sample(i, task)).ToArray();
        var outcomes = synthesiser.Synthesise(
            [
                .. truths.Select(
                    (t, i) =>
                        new PairRequest(
                            new(task, t.InputCaption, t.Instruction, t.EditedObject, t.OutputCaption, new(WorldInstructionWriter.Model)),
                            seed,
                            i
                        )
                ),
            ],
            cancellationToken
        );
        var scores = truths
            .Zip(outcomes)
            .SelectMany(p => p.Second.Pairs.Select(pair => PairTruth.Score(pair.Sample, pair.Origin.Swapped, p.First)))
            .ToArray();
        return scores.Length == 0
            ? new(variant, task.Name, count, 0, 0, 0, 0, 0)
            : new(
                variant,
                task.Name,
                count,
                scores.Length,
                scores.Average(s => s.Success ? 1.0 : 0),
                scores.Average(s => s.Inside),
                scores.Average(s => s.Outside),
                scores.Average(s => s.Unchanged)
            );
    }
}
