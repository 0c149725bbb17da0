using System.CommandLine;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// The option <c>--column</c>: columns of Parquet files with custom names, see <see cref="Dataset.EditDatasetOptions.ColumnsOf"/>.
/// </summary>
internal static class ColumnOption
{
    /// <summary>Creates the option.</summary>
    public static Option<string[]> Create() =>
        new("--column")
        {
            Description =
                "Column of Parquet files, for a layout that is not known: ROLE=NAME, the role one of input, "
                    + "instruction, target, mask, input_caption, output_caption, task, object; without a name it is left "
                    + "out; may be repeated",
            HelpName = "role=name",
            AllowMultipleArgumentsPerToken = true,
        };
}
