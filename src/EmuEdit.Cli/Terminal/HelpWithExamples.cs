using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EmuEdit.Cli.Terminal;

/// <summary>Prints the usual help, then the command's examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand { Examples.Count: > 0 } command)
        {
            Console.WriteLine("Examples:");
            foreach (var example in command.Examples)
                Console.WriteLine("  " + example);
            Console.WriteLine();
        }
        return ExitCode.Success;
    }
}
