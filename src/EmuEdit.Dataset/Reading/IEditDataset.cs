using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>A data set of edits by index, in any storage format. Thread-safe; holds no file open.</summary>
public interface IEditDataset
{
    /// <summary>Number of samples, at least 1.</summary>
    long Count { get; }

    /// <summary>Groups of samples that are fast to read one after another.</summary>
    SampleGroups Groups { get; }

    /// <summary>Whether samples have captions.</summary>
    bool HasCaptions { get; }

    /// <summary>Whether <see cref="Tasks"/> is available at once; otherwise its first use predicts the task of every sample.</summary>
    bool KnowsTasks { get; }

    /// <summary>The task of every sample.</summary>
    /// <exception cref="InvalidInputException">The text of a sample is broken; the message names the file and the sample.</exception>
    SampleTasks Tasks { get; }

    /// <summary>Reads a sample.</summary>
    /// <param name="index">Index of the sample, 0 to <see cref="Count"/> - 1, in the order of the files.</param>
    /// <exception cref="InvalidInputException">A part of the sample is broken; the message names the file and the sample.</exception>
    EditSample Sample(long index);

    /// <summary>Reads the instruction and task of a sample, without decoding its images.</summary>
    /// <param name="index">Index of the sample, 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="InvalidInputException">The sample's text is broken; the message names the file and the sample.</exception>
    (string Instruction, EditTask Task) Instruction(long index);
}

/// <summary>
/// Groups of samples that are stored together, such as the row groups of Parquet files, of which memory holds a few at a time.
/// </summary>
/// <param name="Ends">The index after each group's last sample, ascending; the last one is the number of samples.</param>
/// <param name="Window">Number of groups that memory holds at a time, at least 1.</param>
public sealed record SampleGroups(IReadOnlyList<long> Ends, int Window)
{
    /// <summary>Creates the groups of samples that can be read in any order.</summary>
    public static SampleGroups Any(long count) => new([count], 1);

    /// <summary>Returns the first sample of a group.</summary>
    public long First(int group) => group == 0 ? 0 : Ends[group - 1];

    /// <summary>Returns the group of a sample.</summary>
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

    /// <summary>Returns the groups of only the first samples.</summary>
    /// <param name="count">Number of samples, at least 1.</param>
    public SampleGroups Take(long count) => this with { Ends = [.. Ends.TakeWhile(end => end < count), count] };
}
