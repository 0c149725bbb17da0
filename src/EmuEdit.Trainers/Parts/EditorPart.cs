using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Editor;

namespace EmuEdit.Trainers;

/// <summary>The editor: U-Net, text encoder and task embeddings together.</summary>
internal static class EditorPart
{
    private const double DefaultShare = 0.6;

    private static readonly Option<double> LastTimestepShare = NumberOption.Of(
        "--last-timestep-share",
        "Share of samples at the last timestep, pure noise",
        "0 to 1",
        DefaultShare
    );
    private static readonly Option<int> Threads = TrainSettings.Threads();
    private static readonly Option<string[]> Weights = new("--task-weight")
    {
        Description = "How often samples of a task are seen, against 1 for the others (over 0 up to 100); may be repeated",
        HelpName = "task=number",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Equal = new("--balance")
    {
        Description = "Make the tasks that occur in --data equally frequent, as those of the world are, before they are weighed",
    };

    private static readonly Option<string[]> Only = new("--only-tasks")
    {
        Description = "Train on samples of these tasks alone",
        HelpName = "task",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<bool> WithoutEmbeddings = new("--no-task-embeddings")
    {
        Description = "Give tasks no vectors of their own: instructions alone say what to do",
    };

    public static TrainPart Create() =>
        TrainPart.Of(
            "editor",
            "Train the editor: U-Net, text encoder and task embeddings.",
            [
                "emuedit train editor --run runs/tiny --minutes 90",
                "emuedit train editor --run runs/tiny --steps 20000 --size 64 --seed 1 --task-weight add=3 text=3",
                "emuedit train editor --run runs/mine --minutes 90 --data shards --balance",
                "emuedit train editor --run runs/photos --minutes 90 --data MagicBrush/data --initial models/tiny",
            ],
            [LastTimestepShare, Threads, Weights, Equal, Only, WithoutEmbeddings],
            batch: 32,
            (parsed, run, size) =>
                new EditorTrainerOptions
                {
                    Folder = run.Part(TrainRun.EditorPart),
                    Samples = run.Data.Balanced(Balance(parsed)),
                    Warnings = run.Data.Warnings(Balance(parsed)),
                    HeldOut = run.Data.HeldOutOf(Balance(parsed)),
                    Tokenize = run.Tokenize,
                    Vocabulary = run.Vocabulary,
                    Threads = parsed.GetValue(Threads),
                    LastTimestepShare = parsed.GetValue(LastTimestepShare),
                    Network = new()
                    {
                        ImageSize = size,
                        TextLength = TrainRun.TextLength,
                        TaskEmbeddings = !parsed.GetValue(WithoutEmbeddings),
                    },
                },
            (options, cancellation) => new EditorTrainer(options).Run(cancellation)
        );

    private static TaskBalance Balance(ParseResult parsed) =>
        new(TaskWeights.Parse(parsed.GetValue(Weights) ?? []), parsed.GetValue(Equal))
        {
            Only = [.. (parsed.GetValue(Only) ?? []).Select(EditTask.Named).Distinct()],
        };
}
