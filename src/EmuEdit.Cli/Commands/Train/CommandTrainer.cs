using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Training.Runs;

namespace EmuEdit.Cli.Commands;

/// <summary>Trains as <c>emuedit train</c> does: a plan's options are arguments of its commands, and are checked as these are.</summary>
internal sealed class CommandTrainer : ITrainer
{
    private const string Run = "--run";

    /// <inheritdoc/>
    public void Check(TrainingPlan plan) => Parse(plan, "run");

    /// <inheritdoc/>
    public bool Train(TrainingPlan plan, string folder, IProgress<LearningProgress> progress, CancellationToken stop)
    {
        var (part, parsed) = Parse(plan, folder);
        return part.Train(parsed, new Told(progress), _ => { }, stop).Finished;
    }

    private static (TrainPart Part, ParseResult Parsed) Parse(TrainingPlan plan, string folder)
    {
        var parts = TrainCommand.Parts();
        var part = parts.FirstOrDefault(p => p.Command.Name == plan.Part) ?? throw new InvalidInputException($"part '{plan.Part}'", "one of " + string.Join(", ", parts.Select(p => p.Command.Name)));
        if (plan.Options.ContainsKey("run"))
            throw new InvalidInputException("option 'run'", "options of the training; its files are the training's own", "leave it out");
        var parsed = part.Command.Parse([Run, folder, .. ConfigFile.Arguments(part.Command, plan.Options, "the options")]);
        return parsed.Errors.Count == 0 ? (part, parsed) : throw new InvalidInputException("options that cannot be: " + parsed.Errors[0].Message.TrimEnd('.'), $"those that 'emuedit train {plan.Part} --help' lists, in snake case");
    }

    private sealed class Told(IProgress<LearningProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new(value.Step, value.Share, value.Loss, null, value.SecondsLeft));
    }
}
