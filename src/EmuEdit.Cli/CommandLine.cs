using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EmuEdit.Cli.Commands;
using EmuEdit.Cli.Commands.Models;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Instructions;
using EmuEdit.Storage;

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
            BackupCommand.Create(),
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
            var parsed = root.Parse(Expand(root.Parse(given, Arguments.AsTheyStand), given), Arguments.AsTheyStand);
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

    private static string[] Expand(ParseResult parsed, string[] args) =>
        parsed.Action is HelpWithExamples ? args
        : parsed.CommandResult.Command.Name == ServeCommand.Name ? ServeConfiguration.Expand(parsed, args)
        : ConfigFile.Expand(parsed, args);

    private static string Complaint(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0 ? $"Unknown command or option '{parsed.UnmatchedTokens[0]}'." : parsed.Errors[0].Message;

    /// <summary>Prints an error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception error) => Say(MessageOf(error), CodeOf(error));

    /// <summary>Returns what is printed of an error.</summary>
    public static string MessageOf(Exception error) => error switch
    {
        AggregateException { InnerException: not null } several => MessageOf(several.Flatten().InnerException!),
        StoppedException => error.Message,
        OperationCanceledException => "Stopped.",
        _ when IsExpected(error) => error.Message,
        _ => $"This is a fault of EmuEdit; please report it.\n{error}",
    };

    /// <summary>Returns the exit code of an error.</summary>
    public static int CodeOf(Exception error) => error switch
    {
        AggregateException { InnerException: not null } several => CodeOf(several.Flatten().InnerException!),
        InvalidInputException or DocumentException or TurnFailedException { IsBadInput: true } => ExitCode.BadInput,
        OperationCanceledException => ExitCode.Interrupted,
        _ => ExitCode.Failure,
    };

    private static bool IsExpected(Exception error) =>
        error is InvalidInputException or DocumentException or TurnFailedException or IOException or ModelException
            or ChatException or UnauthorizedAccessException;

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}

/// <summary>A command was stopped, and says how far it came.</summary>
internal sealed class StoppedException(string message) : OperationCanceledException(message);
