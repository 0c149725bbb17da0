using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Editor;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train editor</c>: U-Net, text encoder and task embeddings together.</summary>
internal static class TrainEditorCommand
{
    private const double DefaultShare = 0.6;

    private static readonly Option<double> LastTimestepShare = NumberOption.Of("--last-timestep-share", "Share of samples at the last timestep, pure noise", "0 to 1", DefaultShare);
    private static readonly Option<int> Threads = TrainSettings.Threads();
    private static readonly Option<string[]> Weights = new("--task-weight")
    {
        Description = "How often a task is seen, against 1 for the others (over 0 up to 100); may be repeated; not with --data",
        HelpName = "task=number",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create() => TrainPart.Of(
        new ExampleCommand("editor", "Train the editor: U-Net, text encoder and task embeddings.",
            "emuedit train editor --run runs/tiny --minutes 90",
            "emuedit train editor --run runs/tiny --steps 20000 --size 64 --seed 1 --task-weight add=3 text=3",
            "emuedit train editor --run runs/mine --minutes 90 --data shards")
        { LastTimestepShare, Threads, Weights },
        batch: 32,
        (parsed, run, size) => new EditorTrainerOptions
        {
            Folder = run.Part(TrainRun.EditorPart),
            Samples = run.Data.Weighted(TaskWeights.Parse(parsed.GetValue(Weights) ?? [])),
            HeldOut = run.Data.HeldOut,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Threads = parsed.GetValue(Threads),
            LastTimestepShare = parsed.GetValue(LastTimestepShare),
            Network = new() { ImageSize = size, TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new EditorTrainer(options).Run(cancellation));
}
