using System.Globalization;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>A data set that is to be made. With the bundle and the captions it decides every byte of it.</summary>
/// <param name="Id">Its name, see <see cref="BatchId"/>.</param>
/// <param name="Seed">Seed of all its randomness.</param>
/// <param name="Count">How many samples are tried, 1 to 10^9; the filters keep some of them.</param>
public sealed record BatchPlan(string Id, Seed Seed, long Count)
{
    /// <summary>Where the blobs with captions are.</summary>
    public const string CaptionsFolder = "captions/";

    internal const int MaxCount = 1_000_000_000, MaxCandidates = 64, MaxShardSize = 4096;

    private const int MaxBundle = 100, MaxTasks = 1000, TaskStream = 41;

    /// <summary>
    /// Weights of the tasks, each at least 0 and their sum more; a task that is not named has
    /// weight 0. Tasks that the bundle has learned may be among them. Default: all sixteen alike.
    /// </summary>
    public IReadOnlyDictionary<string, double> Tasks { get; init; } = EditTask.All.ToDictionary(t => t.Name, _ => 1.0);

    /// <summary>
    /// A blob of <see cref="CaptionsFolder"/> that has one caption a line, see
    /// <see cref="CaptionFile"/>; null, the default, for scenes of the built-in world.
    /// </summary>
    public string? Captions { get; init; }

    /// <summary>How many pairs are drawn for a sample, of which the filters choose; 1 to 64, default 4.</summary>
    public int Candidates { get; init; } = 4;

    /// <summary>How many samples are tried for one shard, 1 to 4096; default 64.</summary>
    public int ShardSize { get; init; } = 64;

    /// <summary>
    /// The bundle that draws them: letters, digits and - _ . with no dot in front; null, the
    /// default, for the one that is loaded where the batch is started, whose name it then has.
    /// </summary>
    public string? Bundle { get; init; }

    /// <summary>How they are drawn.</summary>
    public BatchOptions Options { get; init; } = new();

    /// <summary>Where input pictures come from: <see cref="PairOrigin.Generated"/> or <see cref="PairOrigin.Rendered"/>.</summary>
    [JsonIgnore]
    public string Source => Options.Source ?? (Captions is null ? PairOrigin.Rendered : PairOrigin.Generated);

    /// <summary>How many shards it has.</summary>
    [JsonIgnore]
    public long Shards => (Count + ShardSize - 1) / ShardSize;

    /// <summary>The batch's own copy of its captions, taken when it was started; null where it has none.</summary>
    [JsonIgnore]
    public string? CaptionsBlob => Captions is null ? null : BatchFiles.Captions(Id);

    /// <summary>A shard, counted from 0.</summary>
    public ShardPlan Shard(long number) =>
        number >= 0 && number < Shards
            ? new(this, number)
            : throw new InvalidInputException($"shard {number} of batch {Id}", $"0 to {Shards - 1}");

    /// <summary>The task of a sample; it follows from seed and index alone.</summary>
    public EditTask TaskOf(long index)
    {
        // The sixteen first, in their order, then learned ones.
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
    /// The place of a sample's caption. Where there are fewer captions than samples, the samples of
    /// one follow each other, so that the selection of a shard sees them together; all captions are
    /// used equally often, give or take one.
    /// </summary>
    /// <param name="index">Of the sample.</param>
    /// <param name="captions">How many captions there are.</param>
    public int CaptionOf(long index, int captions) => (int)(captions < Count ? index * captions / Count : index);

    /// <summary>Checks every range that does not depend on what is stored.</summary>
    /// <returns>The plan in its one form: tasks in order of their names, without those of weight 0.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public BatchPlan Validated()
    {
        BatchId.Check(Id);
        Require(Count is >= 1 and <= MaxCount, $"{Count} samples", $"1 to {MaxCount}");
        Require(Candidates is >= 1 and <= MaxCandidates, $"{Candidates} candidates a sample", $"1 to {MaxCandidates}");
        Require(ShardSize is >= 1 and <= MaxShardSize, $"shards of {ShardSize} samples", $"1 to {MaxShardSize}");
        Require(
            Bundle is null
                || Bundle is { Length: >= 1 and <= MaxBundle } && !Bundle.Contains('/', StringComparison.Ordinal) && IsName(Bundle),
            $"a bundle name that cannot be used",
            $"1 to {MaxBundle} letters, digits and - _ . with no dot in front"
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

/// <summary>A part of a batch that is made at once: samples <see cref="First"/> to <see cref="First"/> + <see cref="Count"/> - 1.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Number">Which shard, from 0.</param>
public sealed record ShardPlan(BatchPlan Batch, long Number)
{
    /// <summary>The index of its first sample in the batch.</summary>
    public long First => Number * Batch.ShardSize;

    /// <summary>How many samples are tried.</summary>
    public int Count => (int)Math.Min(Batch.ShardSize, Batch.Count - First);
}
