using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Sessions;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit sessions</c>: shows the sessions of a data folder, also while <c>emuedit serve</c> uses it.</summary>
internal static class SessionsCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The session's id" };
    private static readonly Option<string> DataFolder = DataFolderOption.Create();
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "ZIP file: the document, the source, each turn and what it changed",
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
        var undo = new ExampleCommand(
            "undo",
            "Go back to the picture before the current turn.",
            "emuedit sessions undo 0123456789abcdef0123456789abcdef"
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
        undo.Runs((parsed, cancellation) => RunAsync(parsed, store => UndoAsync(store, parsed.GetRequiredValue(Id), cancellation)));
        export.Runs(
            (parsed, cancellation) =>
                RunAsync(parsed, store => ExportAsync(store, parsed.GetRequiredValue(Id), parsed.GetRequiredValue(Output), cancellation))
        );
        return new Command("sessions", "Look at editing sessions.") { list, show, undo, export };
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
                $"{session.Id}  {session.Created:yyyy-MM-dd HH:mm}  {session.Width} x {session.Height}  {session.Turns.Count} turns, at turn {session.Current}"
            );
    }

    private static async Task ShowAsync(SessionStore store, string id, CancellationToken cancellationToken)
    {
        var session = await LiveAsync(store, id, cancellationToken);
        Console.WriteLine(
            $"session {session.Id}, {session.Width} x {session.Height}, made {session.Created:yyyy-MM-dd HH:mm}, expires {session.Expires:yyyy-MM-dd HH:mm} (UTC)"
        );
        Console.WriteLine($"{Mark(session, 0)} 0. the source");
        foreach (var turn in session.Turns)
            Console.WriteLine(
                $"{Mark(session, turn.Number)} {turn.Number}. {turn.Instruction}: {Outcome(turn)}{(turn.Parent == turn.Number - 1 ? "" : $", from turn {turn.Parent}")}"
            );
    }

    private static async Task UndoAsync(SessionStore store, string id, CancellationToken cancellationToken)
    {
        var after = await store.UpdateAsync(id, s => s.Live(DateTimeOffset.UtcNow).Undo(), cancellationToken: cancellationToken);
        Console.WriteLine($"session {id} is at turn {after.Document.Current}");
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
