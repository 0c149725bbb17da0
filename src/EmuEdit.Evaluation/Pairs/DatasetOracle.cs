using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Filters;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>
/// Performance of the filters on the pairs of one task, or of all. A pair that passed the filters but
/// was then outscored, a duplicate or over the cap counts as accepted, because it was not judged wrong.
/// </summary>
/// <param name="Task">The task that the pairs were made for; "all" for the total.</param>
/// <param name="Judged">Number of pairs.</param>
/// <param name="Right">Number of right pairs, see <see cref="EditScore"/>.</param>
/// <param name="Kept">Number of pairs that passed the filters.</param>
/// <param name="KeptRight">Number of right pairs that passed the filters.</param>
/// <param name="Taken">Number of pairs in the data set.</param>
/// <param name="TakenRight">Number of right pairs in the data set.</param>
public sealed record OracleScore(string Task, int Judged, int Right, int Kept, int KeptRight, int Taken, int TakenRight);

/// <summary>
/// Judges a finished data set by the built-in world: how many of the accepted pairs are right, and how many of the
/// right pairs were accepted. Only pairs with a rendered image have a known true edit; the others are skipped.
/// </summary>
public static class DatasetOracle
{
    /// <summary>Returns the scores by task, in their usual order, then the total.</summary>
    /// <param name="folder">Folder of the data set.</param>
    /// <param name="progress">Receives the number of judged pairs; null for no reports.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">
    /// There is no data set, or none of its pairs has a rendered image.
    /// </exception>
    public static IReadOnlyList<OracleScore> Judge(
        string folder,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var pairs = Read(folder, progress, cancellationToken);
        return
        [
            .. EditTask.All.Select(t => Sum(t.Name, pairs.Where(p => p.Pair.Written == t))).Where(s => s.Judged > 0),
            Sum("all", pairs),
        ];
    }

    /// <summary>
    /// Returns every pair that was made, accepted or not, labelled by the world. Filters can be
    /// calibrated on these pairs.
    /// </summary>
    /// <inheritdoc cref="Judge"/>
    public static IReadOnlyList<LabelledPair> Labelled(
        string folder,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    ) => [.. Read(folder, progress, cancellationToken).Select(p => p.Pair)];

    /// <summary>
    /// Writes the world's true samples of a data set, under the same keys, as one
    /// shard. An editor trained on it can be compared with one trained on the data set.
    /// </summary>
    /// <param name="folder">Folder of the data set.</param>
    /// <param name="path">Path of the tar file; its folder is created if missing.</param>
    /// <param name="cancellationToken">Stops the work; nothing is written then.</param>
    /// <exception cref="InvalidInputException">
    /// There is no data set, or one of its samples was not rendered.
    /// </exception>
    public static void WriteTruth(string folder, string path, CancellationToken cancellationToken = default)
    {
        var dataset = ShardDataset.Open([new DatasetFolder(folder).Shards]);
        ShardWriter.Write(path, Enumerable.Range(0, (int)dataset.Count).Select(i => Truth(dataset.Record(i), dataset.Sample(i))));

        KeyValuePair<string, EditSample> Truth(PairRecord record, EditSample sample)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return record.Origin is { Source: PairOrigin.Rendered } origin
                ? new(record.Key, TruthOf(origin, sample.Input.Width))
                : throw new InvalidInputException(
                    $"sample {record.Key}, which has no rendered picture",
                    "a data set of the built-in world",
                    "make one with 'emuedit factory run', without --source drawn"
                );
        }
    }

    /// <summary>Returns the number of pairs of a data set, accepted and rejected.</summary>
    public static int Count(string folder)
    {
        var place = new DatasetFolder(folder);
        return (int)new[] { place.Shards, place.Rejects }.Where(HasShards).Sum(f => ShardDataset.Open([f]).Count);
    }

    private static List<Judged> Read(string folder, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var place = new DatasetFolder(folder);
        var pairs = new[] { place.Shards, place.Rejects }
            .Where(HasShards)
            .SelectMany(f => Read(ShardDataset.Open([f]), cancellationToken))
            .Select(
                (pair, i) =>
                {
                    progress?.Report(i + 1);
                    return pair;
                }
            )
            .ToList();
        return pairs.Count > 0
            ? pairs
            : throw new InvalidInputException(
                $"{folder}, which has no pair with a rendered picture",
                "a data set of the built-in world",
                "make one with 'emuedit factory run', without --source drawn"
            );
    }

    private static bool HasShards(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.tar").Any();

    private static IEnumerable<Judged> Read(ShardDataset dataset, CancellationToken cancellationToken)
    {
        for (var i = 0L; i < dataset.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = dataset.Record(i);
            if (record.Origin is not { Source: PairOrigin.Rendered } origin)
                continue;
            var written = EditTask.Named(origin.Recipe);
            var pair = dataset.Sample(i) with { Task = written };
            var isRight = PairTruth.Score(pair, origin.Swapped, TruthOf(origin, pair.Input.Width)).Success;
            yield return new(new(new(pair, origin), "synthesised", isRight ? written : null, written),
                record.RejectedBy is null || PairSelection.Reasons.Contains(record.RejectedBy), record.RejectedBy is null);
        }
    }

    private static EditSample TruthOf(PairOrigin origin, int size) =>
        new WorldDataset(origin.Seed, size).Sample(origin.Index, EditTask.Named(origin.Recipe));

    private static OracleScore Sum(string task, IEnumerable<Judged> pairs)
    {
        var all = pairs.ToList();
        return new(
            task,
            all.Count,
            all.Count(p => p.Pair.IsRight),
            all.Count(p => p.Kept),
            all.Count(p => p.Kept && p.Pair.IsRight),
            all.Count(p => p.Taken),
            all.Count(p => p.Taken && p.Pair.IsRight)
        );
    }

    private readonly record struct Judged(LabelledPair Pair, bool Kept, bool Taken);
}
