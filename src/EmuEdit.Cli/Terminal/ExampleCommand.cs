using System.CommandLine;

namespace EmuEdit.Cli.Terminal;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Sets the command's action.</summary>
    public void Runs(Action<ParseResult, CancellationToken> work) => Runs((parsed, cancellation) =>
    {
        work(parsed, cancellation);
        return Task.CompletedTask;
    });

    /// <summary>Sets the command's action.</summary>
    public void Runs(Func<ParseResult, CancellationToken, Task> work) => SetAction(async (parsed, cancellation) =>
    {
        await work(parsed, cancellation);
        return ExitCode.Success;
    });

    /// <summary>Sets the command's action, which returns the exit code.</summary>
    public void Answers(Func<ParseResult, CancellationToken, int> work) =>
        SetAction((parsed, cancellation) => Task.FromResult(work(parsed, cancellation)));
}

internal static class CommandPath
{
    /// <summary>Returns the words that lead to a command, each followed by a space. Empty for the root.</summary>
    public static string Path(this Command command) =>
        command is RootCommand ? "" : command.Parents.OfType<Command>().Select(Path).FirstOrDefault("") + command.Name + " ";
}
