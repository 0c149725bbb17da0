using System.CommandLine;

namespace EmuEdit.Cli.Terminal;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary>What it does. Runs on a thread of its own, so that Ctrl-C is heard meanwhile.</summary>
    public void Runs(Action<ParseResult, CancellationToken> work) => Runs((parsed, cancellation) => Task.Run(() => work(parsed, cancellation), CancellationToken.None));

    /// <summary>What it does.</summary>
    public void Runs(Func<ParseResult, CancellationToken, Task> work) => Act(async (parsed, cancellation) =>
    {
        await work(parsed, cancellation);
        return ExitCode.Success;
    });

    /// <summary>What it does, and the exit code that is the answer. Runs on a thread of its own.</summary>
    public void Answers(Func<ParseResult, CancellationToken, int> work) => Act((parsed, cancellation) => Task.Run(() => work(parsed, cancellation), CancellationToken.None));

    // It ends with an exit code whatever happens: an exception that leaves it while a signal is handled is sometimes swallowed with the signal.
    private void Act(Func<ParseResult, CancellationToken, Task<int>> work) => SetAction(async (parsed, cancellation) =>
    {
        try
        {
            return await work(parsed, cancellation);
        }
        catch (Exception e)
        {
            return CommandLine.Report(e);
        }
    });
}

internal static class CommandPath
{
    /// <summary>The words that lead to a command, each followed by a space; empty for the root.</summary>
    public static string Path(this Command command) =>
        command is RootCommand ? "" : command.Parents.OfType<Command>().Select(Path).FirstOrDefault("") + command.Name + " ";
}
