using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Trainers;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train</c>: trains a bundle. Only the trainers load libtorch.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train the parts of a bundle on the built-in world or on data sets, and export them.");
        foreach (var part in TrainPart.All(BundleOption.FindShipped))
            command.Add(Of(part));
        command.Add(TrainBundleCommand.Create());
        return command;
    }

    private static ExampleCommand Of(TrainPart part)
    {
        var command = new ExampleCommand(part.Name, part.Description, [.. part.Examples]);
        var options = new TrainOptionSet(part);
        foreach (var option in options.All)
            command.Add(option);
        ConfigFile.AddTo(command);
        command.ShowsProgress();
        command.Runs((parsed, cancellation) =>
        {
            if (!ConfigFile.Print(parsed))
                TrainReport.Print(options.Train(parsed, new(TrainReport.Lines(), CommandOutput.Say), cancellation), cancellation);
        });
        return command;
    }
}
