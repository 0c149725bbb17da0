using System.CommandLine;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--data-folder</c>: the folder of the sessions.</summary>
internal static class DataFolderOption
{
    private const string Variable = "EMUEDIT_DATA_FOLDER";

    public static Option<string> Create() => new("--data-folder")
    {
        Description = $"Folder of the sessions, used by one process at a time; default ${Variable}, or else {UserFolder}",
        HelpName = "folder",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : UserFolder,
    };

    private static string UserFolder =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "emuedit"
        );
}
