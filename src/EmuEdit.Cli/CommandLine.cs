using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EmuEdit.Cli.Commands;
using EmuEdit.Cli.Commands.Models;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Sessions;

namespace EmuEdit.Cli;

/// <summary>The <c>emuedit</c> command: its command tree and its error handling.</summary>
internal static class CommandLine
{
    public static RootCommand Root()
    {
        var root = new RootCommand("""
            EmuEdit edits pictures by instruction.

            Exit codes: 0 done, 1 failed, 2 bad input, 130 stopped by Ctrl-C.
            """)
        {
            EditCommand.Create(),
            InvertCommand.Create(),
            TasksCommand.Create(),
            SessionsCommand.Create(),
            WorldCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            FactoryCommand.Create(),
            ModelsCommand.Create(),
            ServeCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples();
        return root;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        using var interruption = new Interruption();
        try
        {
            var (root, given) = (Root(), args.Length == 0 ? ["--help"] : args);
            var parsed = root.Parse(ConfigFile.Expand(root.Parse(given, Arguments.AsTheyStand), given), Arguments.AsTheyStand);
            if (parsed.Action is ParseErrorAction)
                return Say($"{Complaint(parsed)} See 'emuedit {parsed.CommandResult.Command.Path()}--help'.", ExitCode.BadInput);
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                interruption.Token
            );
        }
        catch (Exception e)
        {
            return Report(e);
        }
    }

    private static string Complaint(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0 ? $"Unknown command or option '{parsed.UnmatchedTokens[0]}'." : parsed.Errors[0].Message;

    /// <summary>Prints an error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception error) => error switch
    {
        AggregateException { InnerException: not null } several => Report(several.Flatten().InnerException!),
        InvalidInputException or SessionException or TurnFailedException { IsBadInput: true } => Say(error.Message, ExitCode.BadInput),
        OperationCanceledException => Say("Stopped.", ExitCode.Interrupted),
        IOException or ModelException or TurnFailedException or UnauthorizedAccessException => Say(error.Message, ExitCode.Failure),
        _ => Say($"This is a fault of EmuEdit; please report it.\n{error}", ExitCode.Failure),
    };

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
