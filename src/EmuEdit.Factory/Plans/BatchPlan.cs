using System.Globalization;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// The plan of a data set. The plan, the bundle and the captions together determine every byte of the
/// data set.
/// </summary>
/// <param name="Id">The batch's id, see <see cref="BatchId"/>.</param>
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="Count">The number of samples to try, 1 to 10^9. The filters keep some of them.</param>
public sealed record BatchPlan(string Id, Seed Seed, long Count)
{
    /// <summary>The prefix of the blobs with captions.</summary>
    public const string CaptionsFolder = "captions/";

    internal const int MaxCount = 1_000_000_000, MaxCandidates = 64, MaxShardSize = 4096;

    private const int MaxBundle = 100, MaxTasks = 1000, TaskStream = 41;

    /// <summary>
    /// The weights of the tasks. Each weight is at least 0, and their sum is more than 0. A missing task
    /// has weight 0. Tasks that the bundle has learned are allowed. Default: 1 for each of the sixteen.
    /// </summary>
    public IReadOnlyDictionary<string, double> Tasks { get; init; } = EditTask.All.ToDictionary(t => t.Name, _ => 1.0);

    /// <summary>
    /// The name of a blob in <see cref="CaptionsFolder"/> with one caption per line, see
    /// <see cref="CaptionFile"/>. Default null: scenes of the built-in world.
    /// </summary>
    public string? Captions { get; init; }

    /// <summary>
    /// The number of pairs to generate per sample, 1 to 64. Default 4. The filters choose among
    /// them.
    /// </summary>
    public int Candidates { get; init; } = 4;

    /// <summary>The number of samples to try per shard, 1 to 4096. Default 64.</summary>
    public int ShardSize { get; init; } = 64;

    /// <summary>
    /// The name of the bundle that generates the pairs: letters, digits and - _ . without a leading dot.
    /// Default null: the start of the batch fills in the name of the loaded bundle.
    /// </summary>
    public string? Bundle { get; init; }

    /// <summary>How the pairs are generated.</summary>
    public BatchOptions Options { get; init; } = new();

    /// <summary>
    /// The source of input images: <see cref="PairOrigin.Generated"/> or
    /// <see cref="PairOrigin.Rendered"/>.
    /// </summary>
    [JsonIgnore]
    public string Source => Options.Source ?? (Captions is null ? PairOrigin.Rendered : PairOrigin.Generated);

    /// <summary>The number of shards.</summary>
    [JsonIgnore]
    public long Shards => (Count + ShardSize - 1) / ShardSize;

    /// <summary>
    /// The batch's copy of its captions, made when the batch started. Null if it has none.
    /// </summary>
    [JsonIgnore]
    public string? CaptionsBlob => Captions is null ? null : BatchFiles.Captions(Id);

    /// <summary>Returns the plan of a shard.</summary>
    /// <param name="number">The shard's number, from 0.</param>
    /// <exception cref="InvalidInputException">The batch has no shard of this number.</exception>
    public ShardPlan Shard(long number) =>
        number >= 0 && number < Shards
            ? new(this, number)
            : throw new InvalidInputException($"shard {number} of batch {Id}", $"0 to {Shards - 1}");

    /// <summary>Returns the task of a sample. The weights, the seed and the index determine it.</summary>
    public EditTask TaskOf(long index)
    {
        // The sixteen tasks in their order, then the learned tasks by name.
        EditTask[] tasks =
        [
            .. EditTask.All,
            .. Tasks.Keys.Select(EditTask.Of).Where(t => t.Index < 0).OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
        var edges = new double[tasks.Length];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = (i == 0 ? 0 : edges[i - 1]) + Tasks.GetValueOrDefault(tasks[i].Name);
        var at = new CounterRandom(Seed, index, TaskStream).NextUInt32() * (edges[^1] / 4294967296.0);
        return tasks[edges.Count(edge => edge <= at)];
    }

    /// <summary>
    /// Returns the index of a sample's caption. If there are fewer captions than samples, the samples of
    /// one caption are consecutive, so that the selection of a shard sees them together. The counts of
    /// samples per caption differ by at most one.
    /// </summary>
    /// <param name="index">The index of the sample.</param>
    /// <param name="captions">The number of captions.</param>
    public int CaptionOf(long index, int captions) => (int)(captions < Count ? index * captions / Count : index);

    /// <summary>Checks every range that does not depend on the store.</summary>
    /// <returns>
    /// The normalised plan: tasks in the order of their names, without those of weight 0.
    /// </returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public BatchPlan Validated()
    {
        BatchId.Check(Id);
        Require(Count is >= 1 and <= MaxCount, $"{Count} samples", $"1 to {MaxCount}");
        Require(Candidates is >= 1 and <= MaxCandidates, $"{Candidates} candidates per sample", $"1 to {MaxCandidates}");
        Require(ShardSize is >= 1 and <= MaxShardSize, $"shards of {ShardSize} samples", $"1 to {MaxShardSize}");
        Require(
            Bundle is null
                || Bundle is { Length: >= 1 and <= MaxBundle } && !Bundle.Contains('/', StringComparison.Ordinal) && IsName(Bundle),
            $"an invalid bundle name",
            $"1 to {MaxBundle} letters, digits and - _ . without a leading dot"
        );
        Require(
            Captions is null || Captions.StartsWith(CaptionsFolder, StringComparison.Ordinal) && IsName(Captions),
            $"captions that are not in the folder {CaptionsFolder}",
            $"the name of a blob such as {CaptionsFolder}mine.txt"
        );
        Require(Tasks.Count <= MaxTasks, $"{Tasks.Count} tasks", $"up to {MaxTasks}");
        foreach (var (name, weight) in Tasks)
        {
            EditTask.Of(name);
            Require(double.IsFinite(weight) && weight >= 0, $"a weight of {weight} for task {name}", "at least 0");
        }
        Require(Tasks.Values.Sum() is > 0 and < double.MaxValue, $"tasks whose weights sum to {Tasks.Values.Sum()}", "more than 0");
        return this with
        {
            Tasks = new SortedDictionary<string, double>(Tasks.Where(t => t.Value > 0).ToDictionary(), StringComparer.Ordinal),
            Options = Options.Validated(),
        };
    }

    private static bool IsName(string name)
    {
        try
        {
            return BlobName.Check(name) == name;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static void Require(bool valid, FormattableString given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(given.ToString(CultureInfo.InvariantCulture), allowed);
    }
}

/// <summary>
/// One shard of a batch: samples <see cref="First"/> to <see cref="First"/> + <see cref="Count"/> - 1.
/// </summary>
/// <param name="Batch">The plan of the batch.</param>
/// <param name="Number">The shard's number, from 0.</param>
public sealed record ShardPlan(BatchPlan Batch, long Number)
{
    /// <summary>The index in the batch of the shard's first sample.</summary>
    public long First => Number * Batch.ShardSize;

    /// <summary>The number of samples to try.</summary>
    public int Count => (int)Math.Min(Batch.ShardSize, Batch.Count - First);
}
