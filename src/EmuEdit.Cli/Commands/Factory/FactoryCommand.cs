using System.CommandLine;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit factory</c>: makes a data set of edits from captions.</summary>
internal static class FactoryCommand
{
    public static Command Create() =>
        new("factory", "Make a data set of edits.")
        {
            FactoryRunCommand.Create(),
            FactorySubmitCommand.Create(),
            CalibrateCommand.Create(),
        };
}
