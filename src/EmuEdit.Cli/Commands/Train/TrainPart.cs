using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Runs;

namespace EmuEdit.Cli.Commands;

/// <summary>The shape of a command that trains one part of a bundle: common options, the part's own, a trainer, a report.</summary>
internal static class TrainPart
{
    /// <summary>Makes the command.</summary>
    /// <param name="command">Its name, its examples and the part's own options; the common ones are added.</param>
    /// <param name="batch">Samples a step, unless given.</param>
    /// <param name="options">The trainer's options for a run with pictures of a size; the common ones are set afterwards.</param>
    /// <param name="train">Trains; the first to touch libtorch.</param>
    /// <param name="rate">Highest learning rate, unless given; null for the trainers' default.</param>
    public static Command Of<T>(
        ExampleCommand command, int batch, Func<ParseResult, TrainRun, int, T> options, Func<T, CancellationToken, TrainingResult> train, double? rate = null)
        where T : TrainerOptions
    {
        var settings = new TrainSettings(batch, rate);
        settings.AddTo(command);
        ConfigFile.AddTo(command);
        command.Runs((parsed, cancellation) =>
        {
            if (ConfigFile.Print(parsed))
                return;
            var ready = settings.Apply(parsed, options(parsed, settings.Run(parsed), settings.Size(parsed)));
            TrainReport.Print(train(ready, cancellation), cancellation);
        });
        return command;
    }
}
