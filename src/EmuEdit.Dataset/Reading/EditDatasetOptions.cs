using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>What the samples of a data set are made like.</summary>
public sealed record EditDatasetOptions
{
    /// <summary>Pixels a side of the squares that images are brought to, see <see cref="SquareResize"/>; at least 1.</summary>
    public required int Size { get; init; }

    /// <summary>The task of all samples, of a data set that tells none; null where it tells them, or they are predicted.</summary>
    public EditTask? Task { get; init; }

    /// <summary>
    /// Columns of Parquet files by what they are for, see <see cref="ColumnsOf"/>; what is not named follows from the layout. None by
    /// default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Columns from <c>ROLE=NAME</c>: the roles are input, instruction, target, mask, input_caption, output_caption, task and object; one
    /// without a name is left out.
    /// </summary>
    /// <exception cref="InvalidInputException">One has another form, or a role is unknown or named twice.</exception>
    public static IReadOnlyDictionary<string, string> ColumnsOf(IEnumerable<string> given) => ParquetRole.Parse(given);

    /// <summary>The task of an instruction, for data sets that tell none; null for none. Thread-safe.</summary>
    public Func<string, EditTask>? Predict { get; init; }
}
