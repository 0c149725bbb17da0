using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Edits from shards as <see cref="ShardWriter"/> writes them, by index. The shards are scanned once, header by header; what is kept is 16 bytes a sample.
/// Thread-safe; no file is held open.
/// </summary>
public sealed class ShardDataset
{
    private readonly List<string> _shards = [];
    private readonly List<Place> _samples = [];
    private readonly int? _size;

    private ShardDataset(IEnumerable<string> shards, int? size)
    {
        _size = size;
        foreach (var shard in shards)
        {
            _samples.AddRange(ShardFile.Scan(shard).Select(s => new Place(s.Offset, s.Length, _shards.Count)));
            _shards.Add(shard);
        }
    }

    /// <summary>Samples there are, at least 1.</summary>
    public long Count => _samples.Count;

    /// <summary>Scans shards.</summary>
    /// <param name="paths">Tar files, and folders of which every <c>.tar</c> is taken, by name.</param>
    /// <param name="size">Pixels a side that all pictures must have; null for any. It is checked when a sample is read.</param>
    /// <exception cref="InvalidInputException">A path is not there, is no tar file or is cut off, a sample lacks a file, or there is no sample at all.</exception>
    public static ShardDataset Open(IReadOnlyList<string> paths, int? size = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var dataset = new ShardDataset(paths.SelectMany(Shards), size);
        return dataset.Count > 0
            ? dataset
            : throw new InvalidInputException($"no sample in {string.Join(", ", paths)}", "shards with one sample or more", "write some with 'emuedit world shards'");
    }

    /// <summary>As <see cref="Open"/> of tar files, of which there may be none, without a sample even.</summary>
    internal static ShardDataset OpenAny(IEnumerable<string> shards) => new(shards, size: null);

    /// <summary>A sample.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1, in the order of the shards.</param>
    /// <exception cref="InvalidInputException">A part of it is broken, of another size, or of a task that there is not; names shard and key.</exception>
    public EditSample Sample(long index) => Read(index).ToSample(_size);

    /// <summary>The instruction and task of a sample, without decoding its pictures.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="InvalidInputException">Its text is broken, or of a task that there is not; names shard and key.</exception>
    public (string Instruction, EditTask Task) Instruction(long index) => Read(index).ToInstruction();

    /// <summary>How a sample was made and judged, without decoding its pictures.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="InvalidInputException">Its text is broken; names shard and key.</exception>
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
        var shards = Directory.GetFiles(path, "*.tar");
        Array.Sort(shards, StringComparer.Ordinal);
        return shards.Length > 0 ? shards : throw new InvalidInputException($"no .tar file in {path}", "a folder of shards", "write some with 'emuedit world shards'");
    }

    private readonly record struct Place(long Offset, int Length, int Shard);
}
