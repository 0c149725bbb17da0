using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Edits by index from shards as <see cref="ShardWriter"/> writes them. The headers and texts of the shards are scanned once; this takes 17
/// bytes of memory per sample. Thread-safe; holds no file open.
/// </summary>
public sealed class ShardDataset : IEditDataset
{
    private readonly List<string> _shards = [];
    private readonly List<Place> _samples = [];
    private readonly int? _size;

    private ShardDataset(IEnumerable<string> shards, int? size)
    {
        _size = size;
        foreach (var shard in shards)
        {
            foreach (var (offset, length, task) in ShardFile.Scan(shard))
            {
                _samples.Add(new(offset, length, _shards.Count));
                Tasks.Add(task);
            }
            _shards.Add(shard);
        }
    }

    /// <inheritdoc/>
    public long Count => _samples.Count;

    /// <inheritdoc/>
    public SampleGroups Groups => SampleGroups.Any(Count);

    /// <inheritdoc/>
    public bool HasCaptions => true;

    /// <inheritdoc/>
    public bool KnowsTasks => true;

    /// <inheritdoc/>
    public SampleTasks Tasks { get; } = new();

    /// <summary>Opens and scans shards.</summary>
    /// <param name="paths">Tar files, and folders whose <c>.tar</c> files are all read, by name.</param>
    /// <param name="size">
    /// Side in pixels of the squares that images are resized to, see <see cref="SquareResize"/>; null, the default, for no resizing.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// A path does not exist, is not a tar file or is truncated, a sample lacks a file or its text is broken, or there are no samples.
    /// </exception>
    public static ShardDataset Open(IReadOnlyList<string> paths, int? size = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var dataset = new ShardDataset(paths.SelectMany(Shards), size);
        return dataset.Count > 0
            ? dataset
            : throw new InvalidInputException(
                $"no sample in {string.Join(", ", paths)}",
                "shards with one sample or more",
                "write some with 'emuedit world shards'"
            );
    }

    /// <summary>Opens tar files like <see cref="Open"/>, but accepts that there are no files or no samples.</summary>
    internal static ShardDataset OpenAny(IEnumerable<string> shards) => new(shards, size: null);

    /// <inheritdoc/>
    public EditSample Sample(long index) =>
        Read(index).ToSample() is var sample && _size is { } size ? SquareResize.Of(sample, size) : sample;

    /// <inheritdoc/>
    public (string Instruction, EditTask Task) Instruction(long index) => Read(index).ToInstruction();

    /// <summary>Reads how a sample was made and filtered, without decoding its images.</summary>
    /// <param name="index">Index of the sample, 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="InvalidInputException">The sample's text is broken; the message names the shard and the key.</exception>
    public PairRecord Record(long index) => Read(index).ToRecord();

    private SampleFiles Read(long index)
    {
        var place = _samples[checked((int)index)];
        return ShardFile.Read(_shards[place.Shard], place.Offset, place.Length);
    }

    private static IEnumerable<string> Shards(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new InvalidInputException($"{path} does not exist", "a tar file, or a folder of them", "check the path");
        var shards = DatasetFolder.Files(path, ".tar");
        return shards.Count > 0
            ? shards
            : throw new InvalidInputException($"no .tar file in {path}", "a folder of shards", "write some with 'emuedit world shards'");
    }

    private readonly record struct Place(long Offset, int Length, int Shard);
}
