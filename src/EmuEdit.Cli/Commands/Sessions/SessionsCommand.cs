using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Sessions;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit sessions</c>: shows the sessions of a data folder, also while <c>emuedit serve</c> uses it.</summary>
internal static class SessionsCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The session's id" };
    private static readonly Argument<int> Turn = new("turn")
    {
        Description = "Number of the turn; 0 is the source",
        CustomParser = result =>
        {
            if (Numbers.TryParse<int>(result.Tokens[^1].Value, out var turn))
                return turn;
            result.AddError($"turn {result.Tokens[^1].Value}; allowed: a whole number, as 'emuedit sessions show' lists.");
            return 0;
        },
    };
    private static readonly Option<string> DataFolder = DataFolderOption.Create();
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "ZIP file with the document, the source, and each turn with its mask of changes",
        HelpName = "file.zip",
        Required = true,
    };

    public static Command Create()
    {
        var list = new ExampleCommand("list", "List the sessions, oldest first.", "emuedit sessions list") { DataFolder };
        var show = new ExampleCommand("show", "Show a session's turns.", "emuedit sessions show 0123456789abcdef0123456789abcdef")
        {
            Id,
            DataFolder,
        };
        var undo = Move("undo", "Go back to the picture before the current turn.", (session, _) => session.Undo());
        var redo = Move("redo", "Go forward to the turn that was undone last.", (session, _) => session.Redo());
        var branch =
            Move("branch", "Go to any turn; the next turn starts a branch there.", (s, parsed) => s.BranchAt(parsed.GetValue(Turn)));
        branch.Arguments.Add(Turn);
        var delete = new ExampleCommand(
            "delete",
            "Delete a session with its pictures.",
            "emuedit sessions delete 0123456789abcdef0123456789abcdef"
        )
        {
            Id,
            DataFolder,
        };
        var export = new ExampleCommand(
            "export",
            "Write a session with all its pictures to a file.",
            "emuedit sessions export 0123456789abcdef0123456789abcdef -o session.zip"
        )
        {
            Id,
            Output,
            DataFolder,
        };
        list.Runs((parsed, cancellation) => RunAsync(parsed, store => ListAsync(store, cancellation)));
        show.Runs((parsed, cancellation) => RunAsync(parsed, store => ShowAsync(store, parsed.GetRequiredValue(Id), cancellation)));
        delete.Runs((parsed, cancellation) => RunAsync(parsed, store => DeleteAsync(store, parsed.GetRequiredValue(Id), cancellation)));
        export.Runs(
            (parsed, cancellation) =>
                RunAsync(parsed, store => ExportAsync(store, parsed.GetRequiredValue(Id), parsed.GetRequiredValue(Output), cancellation))
        );
        return new Command("sessions", "List editing sessions, move in them, export and delete them.")
        {
            list,
            show,
            undo,
            redo,
            branch,
            export,
            delete,
        };
    }

    private static ExampleCommand Move(string name, string description, Func<Session, ParseResult, Session> move)
    {
        var more = name == "branch" ? " 1" : "";
        var command = new ExampleCommand(name, description, $"emuedit sessions {name} 0123456789abcdef0123456789abcdef{more}")
        {
            Id,
            DataFolder,
        };
        command.Runs(
            (parsed, cancellation) =>
                RunAsync(parsed, store => MoveAsync(store, parsed.GetRequiredValue(Id), s => move(s, parsed), cancellation))
        );
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, Func<SessionStore, Task> work)
    {
        using var blobs = EmbeddedSessions.Blobs(parsed.GetRequiredValue(DataFolder));
        await work(new(blobs));
    }

    private static async Task ListAsync(SessionStore store, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var sessions = await store
            .ListAsync(cancellationToken: cancellationToken)
            .Where(s => s.Ended is null && s.Expires > now)
            .ToListAsync(cancellationToken);
        foreach (var session in sessions.OrderBy(s => s.Created))
            Console.WriteLine(
                $"{session.Id}  {session.Created:yyyy-MM-dd HH:mm}  {session.Width} x {session.Height}  "
                    + $"{session.Turns.Count} turns, at turn {session.Current}"
            );
    }

    private static async Task ShowAsync(SessionStore store, string id, CancellationToken cancellationToken)
    {
        var session = await LiveAsync(store, id, cancellationToken);
        Console.WriteLine(
            $"session {session.Id}, {session.Width} x {session.Height}, made {session.Created:yyyy-MM-dd HH:mm}, "
                + $"expires {session.Expires:yyyy-MM-dd HH:mm} (UTC)"
        );
        Console.WriteLine($"{Mark(session, 0)} 0. the source");
        foreach (var turn in session.Turns)
            Console.WriteLine(
                $"{Mark(session, turn.Number)} {turn.Number}. {turn.Instruction}: "
                    + $"{Outcome(turn)}{(turn.Parent == turn.Number - 1 ? "" : $", from turn {turn.Parent}")}"
            );
    }

    private static async Task MoveAsync(SessionStore store, string id, Func<Session, Session> move, CancellationToken cancellationToken)
    {
        var after = await store.UpdateAsync(id, s => move(s.Live(DateTimeOffset.UtcNow)), cancellationToken: cancellationToken);
        Console.WriteLine($"session {id} is at turn {after.Document.Current}");
    }

    // Once it is marked as ended, nobody reads its images. A server deletes what is left of its turns in the journal.
    private static async Task DeleteAsync(SessionStore store, string id, CancellationToken cancellationToken)
    {
        await store.UpdateAsync(id, s => s.Live(DateTimeOffset.UtcNow).End(DateTimeOffset.UtcNow), cancellationToken: cancellationToken);
        await store.DeleteFilesAsync(id, cancellationToken);
        Console.WriteLine($"deleted session {id}");
    }

    private static async Task ExportAsync(SessionStore store, string id, string output, CancellationToken cancellationToken)
    {
        if (Directory.Exists(output))
            throw new InvalidInputException($"output {output} is a folder", "a path of a file");
        using var file = new MemoryStream();
        await SessionArchive.WriteAsync(store, await LiveAsync(store, id, cancellationToken), file, cancellationToken);
        AtomicFile.Write(output, file.ToArray());
        Console.WriteLine($"wrote {output}");
    }

    private static async Task<Session> LiveAsync(SessionStore store, string id, CancellationToken cancellationToken) =>
        (await store.GetAsync(id, cancellationToken)).Document.Live(DateTimeOffset.UtcNow);

    private static char Mark(Session session, int turn) => turn == session.Current ? '>' : ' ';

    private static string Outcome(SessionTurn turn) => turn switch
    {
        { Status: TurnStatus.Completed } => $"{turn.Task?.Task}, {turn.ChangedPixels} pixels changed",
        { Error: { } error } => $"failed: {error.Message}",
        _ => turn.Status.ToString().ToLowerInvariant(),
    };
}
