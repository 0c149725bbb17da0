using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>What the samples of a data set are made like.</summary>
public sealed record EditDatasetOptions
{
    /// <summary>Pixels a side of the squares that pictures are brought to, see <see cref="Squares"/>; at least 1.</summary>
    public required int Size { get; init; }

    /// <summary>The task of all samples, of a data set that tells none; null where it tells them, or they are predicted.</summary>
    public EditTask? Task { get; init; }

    /// <summary>The task of an instruction, for data sets that tell none; null for none. Thread-safe.</summary>
    public Func<string, EditTask>? Predict { get; init; }
}
