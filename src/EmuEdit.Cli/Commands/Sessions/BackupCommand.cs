using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit backup</c>: copies a data folder, also while a server writes to it. First come the messages and the journal, then the
/// documents and images of one later moment. So the copy is a folder whose process died after its documents were written and before the
/// journal knew of it, and a server continues it as such.
/// </summary>
internal static class BackupCommand
{
    private const string Blobs = "blobs", Scratch = "scratch", Journal = "journal";

    // Of the processes that use the folder now.
    private static readonly string[] s_ofProcesses = ["journal.lock", "journal.owner"];
    private static readonly string[] s_endings = [".db-wal", ".db-shm"];

    private static readonly Option<string> To = new("--to")
    {
        Description = "Folder of the copy; must not exist yet",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<string> DataFolder = DataFolderOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "backup",
            "Copy a data folder, also while a server uses it. To restore the copy, start a server with it.",
            "emuedit backup --data-folder /var/lib/emuedit --to /backup/emuedit-2026-11-30",
            "emuedit serve --data-folder /backup/emuedit-2026-11-30"
        )
        {
            To,
            DataFolder,
        };
        command.ShowsProgress();
        command.Runs(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (from, to) = (Path.GetFullPath(parsed.GetRequiredValue(DataFolder)), Path.GetFullPath(parsed.GetRequiredValue(To)));
        Check(from, to);
        var partial = to + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        ProgressDisplay.Stage("copying messages and journal");
        foreach (var (file, name) in Others(from).OrderBy(f => f.Name.StartsWith(Journal, StringComparison.Ordinal)))
            Copy(file, Path.Combine(partial, name), cancellationToken);
        ProgressDisplay.Stage("copying documents and images");
        using var store = new FolderBlobStore(Path.Combine(from, Blobs));
        var scratch = Path.Combine(from, Scratch, $"backup-{Guid.NewGuid():n}");
        var blobs = await FolderSnapshot.CopyAsync(store, Path.Combine(partial, Blobs), scratch, cancellationToken);
        Directory.Move(partial, to);
        CommandOutput.Result($"copied {blobs} documents and images to {to}", new { To = to, Blobs = blobs });
    }

    private static void Check(string from, string to)
    {
        if (!Directory.Exists(Path.Combine(from, Blobs)))
            throw new InvalidInputException($"{from}, which is not a data folder", "the folder of 'emuedit serve' or 'emuedit edit'");
        if (Path.Exists(to))
            throw new InvalidInputException($"--to {to}, which exists", "a new folder", "choose another name, for example with the date");
        if ((to + Path.DirectorySeparatorChar).StartsWith(from + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidInputException($"--to {to}, which is in the data folder", "a folder outside it");
        foreach (var former in DataFolderUpgrade.Former.Where(f => Directory.Exists(Path.Combine(from, f))))
            throw new InvalidInputException(
                $"{from}, a data folder of an earlier version with a folder '{former}'",
                "a folder of this version",
                "start 'emuedit serve' with it once, which upgrades it"
            );
    }

    private static IEnumerable<(string File, string Name)> Others(string from) =>
        Directory
            .EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Name: Path.GetRelativePath(from, file)))
            .Where(f => f.Name.Split(Path.DirectorySeparatorChar)[0] is not (Blobs or Scratch))
            .Where(f => !s_ofProcesses.Contains(Path.GetFileName(f.Name)) && !s_endings.Any(f.Name.EndsWith))
            .ToList();

    private static void Copy(string file, string to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (!file.EndsWith(".db", StringComparison.Ordinal))
        {
            File.Copy(file, to);
            return;
        }
        try
        {
            // A copy of the file itself would lack what is still in the log beside it.
            using var source = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            using var target = new SqliteConnection($"Data Source={to};Pooling=False");
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }
        catch (SqliteException e)
        {
            throw new IOException($"{file} cannot be copied: {e.Message}", e);
        }
    }
}
