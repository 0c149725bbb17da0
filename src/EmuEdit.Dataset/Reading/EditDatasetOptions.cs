using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>Options for reading the samples of a data set.</summary>
public sealed record EditDatasetOptions
{
    /// <summary>Side in pixels of the squares that images are resized to, see <see cref="SquareResize"/>; at least 1.</summary>
    public required int Size { get; init; }

    /// <summary>
    /// The task of all samples, for a data set that names none; null, the default, when it names them or they are predicted.
    /// </summary>
    public EditTask? Task { get; init; }

    /// <summary>
    /// Columns of Parquet files by role, see <see cref="ColumnsOf"/>; the others follow from the layout. Empty by default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Reads columns in the form <c>ROLE=NAME</c>. The roles are input, instruction, target, mask, input_caption, output_caption, task and
    /// object. A role without a name is left out.
    /// </summary>
    /// <exception cref="InvalidInputException">An entry has another form, or a role is unknown or named twice.</exception>
    public static IReadOnlyDictionary<string, string> ColumnsOf(IEnumerable<string> given) => ParquetRole.Parse(given);

    /// <summary>
    /// Predicts the task of an instruction, for data sets that name none; null, the default, for no prediction. Must be thread-safe.
    /// </summary>
    public Func<string, EditTask>? Predict { get; init; }
}
