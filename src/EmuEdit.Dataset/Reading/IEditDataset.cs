using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>Edits by index, whatever they are stored in. Thread-safe; no file is held open.</summary>
public interface IEditDataset
{
    /// <summary>Samples there are, at least 1.</summary>
    long Count { get; }

    /// <summary>Which samples are quickly read after each other.</summary>
    SampleGroups Groups { get; }

    /// <summary>Whether samples have captions.</summary>
    bool HasCaptions { get; }

    /// <summary>Whether <see cref="Tasks"/> is there at once; where not, the first use of it predicts the task of every sample.</summary>
    bool KnowsTasks { get; }

    /// <summary>The task of every sample.</summary>
    /// <exception cref="InvalidInputException">The text of a sample is broken; names file and sample.</exception>
    TaskTable Tasks { get; }

    /// <summary>A sample.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1, in the order of the files.</param>
    /// <exception cref="InvalidInputException">A part of it is broken; names file and sample.</exception>
    EditSample Sample(long index);

    /// <summary>The instruction and task of a sample, without decoding its images.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="InvalidInputException">Its text is broken; names file and sample.</exception>
    (string Instruction, EditTask Task) Instruction(long index);
}

/// <summary>Groups of samples that lie together, as the row groups of Parquet files, of which a few are held in memory at once.</summary>
/// <param name="Ends">The index after each group's last sample, ascending; the last is the number of samples.</param>
/// <param name="Window">Groups that are held at once, at least 1.</param>
public sealed record SampleGroups(IReadOnlyList<long> Ends, int Window)
{
    /// <summary>Samples that can be read in any order.</summary>
    public static SampleGroups Any(long count) => new([count], 1);

    /// <summary>The first sample of a group.</summary>
    public long First(int group) => group == 0 ? 0 : Ends[group - 1];

    /// <summary>The group that has a sample.</summary>
    public int Of(long index)
    {
        var (low, high) = (0, Ends.Count - 1);
        while (low < high)
            if (((low + high) / 2) is var middle && Ends[middle] > index)
                high = middle;
            else
                low = middle + 1;
        return low;
    }

    /// <summary>The same groups of the first samples alone.</summary>
    /// <param name="count">Samples, at least 1.</param>
    public SampleGroups Take(long count) => this with { Ends = [.. Ends.TakeWhile(end => end < count), count] };
}
