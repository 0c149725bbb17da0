using System.CommandLine;

namespace EmuEdit.Cli.Terminal;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    private bool _showsProgress;

    public IReadOnlyList<string> Examples => examples;

    /// <summary>Adds <c>--quiet</c> and <c>--json</c> to a command that runs for long, and shows its progress from its start.</summary>
    public void ShowsProgress()
    {
        OutputOptions.AddTo(this);
        _showsProgress = true;
    }

    /// <summary>Sets the command's action.</summary>
    public void Runs(Action<ParseResult, CancellationToken> work) => Runs((parsed, cancellation) =>
    {
        work(parsed, cancellation);
        return Task.CompletedTask;
    });

    /// <summary>Sets the command's action.</summary>
    public void Runs(Func<ParseResult, CancellationToken, Task> work) => Answers(async (parsed, cancellation) =>
    {
        await work(parsed, cancellation);
        return ExitCode.Success;
    });

    /// <summary>Sets the command's action, which returns the exit code.</summary>
    public void Answers(Func<ParseResult, CancellationToken, Task<int>> work) =>
        SetAction(async (parsed, cancellation) =>
        {
            using var output = CommandOutput.Begin(OutputOptions.Read(parsed));
            try
            {
                return await (
                    _showsProgress ? ProgressDisplay.RunAsync(_ => work(parsed, cancellation)) : work(parsed, cancellation)
                );
            }
            catch (Exception e)
            {
                CommandOutput.Json("error", new { Message = CommandLine.MessageOf(e), ExitCode = CommandLine.CodeOf(e) });
                throw;
            }
        });
}

internal static class CommandPath
{
    /// <summary>Returns the words that lead to a command, each followed by a space. Empty for the root.</summary>
    public static string Path(this Command command) =>
        command is RootCommand ? "" : command.Parents.OfType<Command>().Select(Path).FirstOrDefault("") + command.Name + " ";
}
