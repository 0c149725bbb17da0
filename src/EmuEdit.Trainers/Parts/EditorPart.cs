using System.ComponentModel.DataAnnotations;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Editor;

namespace EmuEdit.Trainers;

/// <summary>The options of the editor's training.</summary>
public sealed record EditorOptions : ThreadedTrainOptions
{
    /// <summary>Creates the options with a batch of 32.</summary>
    public EditorOptions() => Batch = 32;

    /// <summary>The share of samples at the last timestep, which is pure noise.</summary>
    [TrainOption("Share of samples at the last timestep, pure noise"), Range(0, 1)]
    public double LastTimestepShare { get; init; } = 0.6;

    /// <summary>How often samples of a task are seen: <c>task=number</c>, against 1 for the others.</summary>
    [TrainOption(
        "How often samples of a task are seen, against 1 for the others (over 0 up to 100); may be repeated",
        Value = "task=number"
    )]
    public IReadOnlyList<string> TaskWeight { get; init; } = [];

    /// <summary>Whether the tasks of <see cref="TrainOptions.Data"/> are made equally frequent before they are weighted.</summary>
    [TrainOption("Make the tasks of --data equally frequent, as those of the world are, before they are weighted")]
    public bool Balance { get; init; }

    /// <summary>The only tasks whose samples are used. Default: all.</summary>
    [TrainOption("Train only on samples of these tasks", Value = "task")]
    public IReadOnlyList<string> OnlyTasks { get; init; } = [];

    /// <summary>Whether tasks have no vectors of their own.</summary>
    [TrainOption("Train without task embeddings: the instruction alone determines the edit")]
    public bool NoTaskEmbeddings { get; init; }

    /// <summary>Returns how the tasks are balanced.</summary>
    internal TaskBalance TaskBalance =>
        new(TaskWeights.Parse(TaskWeight), Balance) { Only = [.. OnlyTasks.Select(EditTask.Named).Distinct()] };
}

/// <summary>The editor: U-Net, text encoder and task embeddings together.</summary>
internal static class EditorPart
{
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
            new EditorOptions(),
            (options, run) => new EditorTrainerOptions
            {
                Folder = run.Part(TrainRun.EditorPart),
                Samples = run.Data.Balanced(options.TaskBalance),
                Warnings = run.Data.Warnings(options.TaskBalance),
                HeldOut = run.Data.HeldOutOf(options.TaskBalance),
                Tokenize = run.Tokenize,
                Vocabulary = run.Vocabulary,
                Threads = options.Threads,
                LastTimestepShare = options.LastTimestepShare,
                Network = new()
                {
                    ImageSize = options.Size,
                    TextLength = TrainRun.TextLength,
                    TaskEmbeddings = !options.NoTaskEmbeddings,
                },
            },
            (options, cancellation) => new EditorTrainer(options).Run(cancellation)
        );
}
