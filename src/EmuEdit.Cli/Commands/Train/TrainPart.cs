using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Runs;

namespace EmuEdit.Cli.Commands;

/// <summary>A command that trains one part of a bundle: common options, the part's own, a trainer, a report.</summary>
/// <param name="Command">The command.</param>
/// <param name="Train">What it does, for whoever has arguments for it and hears of the progress and of what happens once.</param>
internal sealed record TrainPart(Command Command, Func<ParseResult, IProgress<TrainingProgress>, Action<string>, CancellationToken, TrainingResult> Train)
{
    /// <summary>Makes the command.</summary>
    /// <param name="command">Its name, its examples and the part's own options; the common ones are added.</param>
    /// <param name="batch">Samples a step, unless given.</param>
    /// <param name="options">The trainer's options for a run with pictures of a size; the common ones are set afterwards.</param>
    /// <param name="train">Trains; the first to touch libtorch.</param>
    /// <param name="rate">Highest learning rate, unless given; null for the trainers' default.</param>
    public static TrainPart Of<T>(
        ExampleCommand command, int batch, Func<ParseResult, TrainRun, int, T> options, Func<T, CancellationToken, TrainingResult> train, double? rate = null)
        where T : TrainerOptions
    {
        var settings = new TrainSettings(batch, rate);
        settings.AddTo(command);
        ConfigFile.AddTo(command);
        command.Runs((parsed, cancellation) =>
        {
            if (!ConfigFile.Print(parsed))
                TrainReport.Print(Train(parsed, TrainReport.Lines(), Console.WriteLine, cancellation), cancellation);
        });
        return new(command, Train);

        TrainingResult Train(ParseResult parsed, IProgress<TrainingProgress> progress, Action<string> log, CancellationToken cancellation) =>
            train((T)(settings.Apply(parsed, options(parsed, settings.Run(parsed), settings.Size(parsed))) with { Progress = progress, Log = log }), cancellation);
    }
}
