using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Filters;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>How the filters did on the pairs of one task, or of all. A pair that passed the filters and was then outscored, a duplicate or over the cap counts as kept: it was not thought wrong.</summary>
/// <param name="Task">The task that the pairs were made for; "all" for the sum.</param>
/// <param name="Judged">Pairs.</param>
/// <param name="Right">Those that are right, see <see cref="EditScore"/>.</param>
/// <param name="Kept">Those that passed the filters.</param>
/// <param name="KeptRight">Those that are both.</param>
/// <param name="Taken">Those that are in the data set.</param>
/// <param name="TakenRight">Those of them that are right.</param>
public sealed record OracleScore(string Task, int Judged, int Right, int Kept, int KeptRight, int Taken, int TakenRight);

/// <summary>
/// Judges a finished data set by the built-in world: of the pairs that its filters keep, how many are right, and how many of the right ones they keep. Only pairs with a rendered picture
/// have a true edit; the others are passed over.
/// </summary>
public static class DatasetOracle
{
    /// <summary>Scores by task, in their usual order, then the sum.</summary>
    /// <param name="folder">Folder of the data set.</param>
    /// <param name="progress">Hears how many pairs were judged; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidInputException">There is no data set, or none of its pairs has a rendered picture.</exception>
    public static IReadOnlyList<OracleScore> Judge(string folder, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var pairs = Read(folder, progress, cancellationToken);
        return [.. EditTask.All.Select(t => Sum(t.Name, pairs.Where(p => p.Pair.Written == t))).Where(s => s.Judged > 0), Sum("all", pairs)];
    }

    /// <summary>Every pair that was drawn, kept or not, with what the world says of it: what filters can be calibrated on.</summary>
    /// <inheritdoc cref="Judge"/>
    public static IReadOnlyList<LabelledPair> Labelled(string folder, IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        [.. Read(folder, progress, cancellationToken).Select(p => p.Pair)];

    /// <summary>Writes the samples of a data set as the world makes them, under the same keys, as one shard: what an editor is trained on to compare with one trained on the data set.</summary>
    /// <param name="folder">Folder of the data set.</param>
    /// <param name="path">The tar file; its folder is made when missing.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <exception cref="InvalidInputException">There is no data set, or a sample of it was not rendered.</exception>
    public static void WriteTruth(string folder, string path, CancellationToken cancellationToken = default)
    {
        var dataset = ShardDataset.Open([new DatasetFolder(folder).Shards]);
        ShardWriter.Write(path, Enumerable.Range(0, (int)dataset.Count).Select(i => Truth(dataset.Record(i), dataset.Sample(i))));

        KeyValuePair<string, EditSample> Truth(PairRecord record, EditSample sample)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return record.Origin is { Source: PairOrigin.Rendered } origin
                ? new(record.Key, TruthOf(origin, sample.Input.Width))
                : throw new InvalidInputException($"sample {record.Key}, which has no rendered picture", "a data set of the built-in world", "make one with 'emuedit factory run', without --source drawn");
        }
    }

    /// <summary>How many pairs a data set has, kept and rejected.</summary>
    public static int Count(string folder)
    {
        var place = new DatasetFolder(folder);
        return (int)new[] { place.Shards, place.Rejects }.Where(HasShards).Sum(f => ShardDataset.Open([f]).Count);
    }

    private static List<Judged> Read(string folder, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var place = new DatasetFolder(folder);
        var pairs = new[] { place.Shards, place.Rejects }.Where(HasShards).SelectMany(f => Read(ShardDataset.Open([f]), cancellationToken)).Select((pair, i) =>
        {
            progress?.Report(i + 1);
            return pair;
        }).ToList();
        return pairs.Count > 0
            ? pairs
            : throw new InvalidInputException($"{folder}, which has no pair with a rendered picture", "a data set of the built-in world", "make one with 'emuedit factory run', without --source drawn");
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

    private static EditSample TruthOf(PairOrigin origin, int size) => new WorldDataset(origin.Seed, size).Sample(origin.Index, EditTask.Named(origin.Recipe));

    private static OracleScore Sum(string task, IEnumerable<Judged> pairs)
    {
        var all = pairs.ToList();
        return new(task, all.Count, all.Count(p => p.Pair.IsRight), all.Count(p => p.Kept), all.Count(p => p.Kept && p.Pair.IsRight), all.Count(p => p.Taken), all.Count(p => p.Taken && p.Pair.IsRight));
    }

    private readonly record struct Judged(LabelledPair Pair, bool Kept, bool Taken);
}
