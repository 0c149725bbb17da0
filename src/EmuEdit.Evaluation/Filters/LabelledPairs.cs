using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>
/// Pairs of the built-in world, right or wrong in known ways. Each sample gives the true pair, the true
/// pair as a small diffusion model would generate it, the latter with another task's name, and one pair
/// for each of <see cref="Corruptions"/> that its task allows. The same seed gives the same pairs.
/// </summary>
public sealed class LabelledPairs
{
    private const int Stream = 77;

    private LabelledPairs(IReadOnlyList<LabelledPair> pairs, ImageTruth truth) => (Pairs, Truth) = (pairs, truth);

    /// <summary>The pairs.</summary>
    public IReadOnlyList<LabelledPair> Pairs { get; }

    /// <summary>What the images show, to replace detector and depth estimator.</summary>
    public ImageTruth Truth { get; }

    /// <summary>Makes pairs.</summary>
    /// <param name="seed">Seed of the world.</param>
    /// <param name="count">Number of samples per task, 1 to 10 000.</param>
    /// <param name="size">Side of the images in pixels.</param>
    /// <param name="progress">
    /// Receives the number of completed samples, up to 16 times <paramref name="count"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static LabelledPairs Draw(
        long seed,
        int count,
        int size,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        if (count is < 1 or > 10_000)
            throw new InvalidInputException($"{count} samples per task", "1 to 10000");
        var (world, pairs, truth) = (new WorldDataset(seed, size), new List<LabelledPair>(), new ImageTruth());
        foreach (var task in EditTask.All)
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                pairs.AddRange(OfSample(world, seed, i, task, truth));
                progress?.Report(task.Index * count + i + 1);
            }
        return new(pairs, truth);
    }

    private static IEnumerable<LabelledPair> OfSample(WorldDataset world, long seed, long index, EditTask task, ImageTruth truth)
    {
        var edit = world.Edit(index, task);
        truth.Add(edit.Sample.Input, (edit.Input, 1));
        truth.Add(edit.Sample.Target, (edit.Target, 1));
        var origin = new PairOrigin(task.Name, PairOrigin.Rendered, seed, index, 0) { Method = "truth" };
        var random = new CounterRandom(seed, index, Stream + task.Index);
        // The filters of a factory do not see the exact mask, either.
        var sample = edit.Sample with { Region = SimulatedMask.Of(edit.Sample, random) };
        var degraded = Degradation.AsDiffusion(sample.Target, random);
        truth.Add(degraded, (edit.Target, 1));
        yield return new(new(sample, origin), "true", task, task);
        yield return new(new(sample with { Target = degraded }, origin), "degraded", task, task);
        yield return new(
            new(
                sample with
                {
                    Target = degraded,
                    Task = EditTask.All[(task.Index + 1 + random.Next(EditTask.All.Count - 1)) % EditTask.All.Count],
                },
                origin
            ),
            "mistasked",
            task,
            task
        );
        foreach (var corruption in Corruptions.All)
            if (corruption.Make(new(edit, sample, world, index, random, truth)) is { } wrong)
                yield return new(new(wrong, origin), corruption.Name, null, task);
    }
}
