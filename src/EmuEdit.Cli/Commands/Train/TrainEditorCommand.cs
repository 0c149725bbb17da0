using System.CommandLine;
using System.Globalization;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Networks;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train editor</c>: U-Net, text encoder and task embeddings together.</summary>
internal static class TrainEditorCommand
{
    private const double DefaultShare = 0.6;

    private static readonly TrainSettings Settings = new(batch: 32);
    private static readonly Option<double> LastTimestepShare = NumberOption.Of("--last-timestep-share", "Share of samples at the last timestep, pure noise", "0 to 1", DefaultShare);
    private static readonly Option<TaskWeight[]> TaskWeights = new("--task-weight")
    {
        Description = "How often a task is seen, against 1 for the others (over 0 up to 100); may be repeated",
        HelpName = "task=number",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.Select(token => TaskWeight.Parse(token.Value))],
        DefaultValueFactory = _ => [],
    };

    public static Command Create()
    {
        var command = new ExampleCommand("editor", "Train the editor: U-Net, text encoder and task embeddings.",
            "emuedit train editor --run runs/tiny --minutes 90",
            "emuedit train editor --run runs/tiny --steps 20000 --size 64 --seed 1 --task-weight add=3 text=3");
        Settings.AddTo(command);
        command.Add(LastTimestepShare);
        command.Add(TaskWeights);
        command.Runs(Train);
        return command;
    }

    private static void Train(ParseResult parsed, CancellationToken cancellation)
    {
        var run = Settings.Run(parsed);
        var (tokenize, vocabulary) = run.MakeTokenizer();
        var mix = new TaskMix(Settings.Seed(parsed), parsed.GetRequiredValue(TaskWeights).ToDictionary(w => w.Task, w => w.Weight));
        var options = new EditorTrainerOptions
        {
            Folder = run.Part(TrainRun.EditorPart),
            Samples = index => run.World.Sample(index, mix.TaskOf(index)),
            HeldOut = run.HeldOut.Sample,
            Tokenize = tokenize,
            Vocabulary = vocabulary,
            LastTimestepShare = parsed.GetValue(LastTimestepShare),
            Network = new EditNetworkOptions { ImageSize = Settings.Size(parsed), TextLength = TrainRun.TextLength },
        };
        TrainReport.Print(new EditorTrainer(Settings.Apply(parsed, options)).Run(cancellation), cancellation);
    }

    private sealed record TaskWeight(EditTask Task, float Weight)
    {
        public static TaskWeight Parse(string text) =>
            text.Split('=') is [var task, var number] && float.TryParse(number, CultureInfo.InvariantCulture, out var weight)
                ? new(EditTask.Named(task), weight)
                : throw new InvalidInputException($"--task-weight {text}", "TASK=NUMBER, such as add=3");
    }
}
