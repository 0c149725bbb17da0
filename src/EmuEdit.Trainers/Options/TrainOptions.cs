using System.ComponentModel.DataAnnotations;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>
/// The options that all trainings share, with their ranges and defaults. A part's record adds its own. The command line, configuration
/// files and trainings over HTTP read these records.
/// </summary>
public abstract record TrainOptions
{
    private const double LongestMinutes = 1e6;

    /// <summary>The seed of the world and of the weights.</summary>
    [TrainOption("Seed of the world and of the weights", Allowed = "0 to 18446744073709551615")]
    public Seed Seed { get; init; } = 1;

    /// <summary>The side of the images, in pixels.</summary>
    [TrainOption("Pixels a side", Allowed = "32, 64, 128 or 256")]
    public int Size { get; init; } = 64;

    /// <summary>The maximum number of steps of the whole run. Default null: <see cref="Minutes"/> limits the run.</summary>
    [TrainOption("Steps of the whole run"), Range(1, double.MaxValue)]
    public long? Steps { get; init; }

    /// <summary>The maximum number of minutes of the whole run. Default null: <see cref="Steps"/> limits the run.</summary>
    [TrainOption("Minutes of the whole run", Allowed = "over 0")]
    [Range(0, LongestMinutes, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Minutes { get; init; }

    /// <summary>The number of samples per step, or per part of a step with <see cref="Accumulate"/>.</summary>
    [TrainOption("Samples per step, or with --accumulate per part of a step"), Range(1, 4096)]
    public int Batch { get; init; }

    /// <summary>The peak learning rate, after the warm-up.</summary>
    [TrainOption("Highest rate, after warm-up"), Range(0, 0.1, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = new AdamWOptions().LearningRate;

    /// <summary>The number of steps of the linear warm-up.</summary>
    [TrainOption("Steps of linear warm-up"), Range(0, double.MaxValue)]
    public int WarmUpSteps { get; init; } = new AdamWOptions().WarmUpSteps;

    /// <summary>The norm to which larger gradients are scaled down.</summary>
    [TrainOption("Gradients are scaled down to this norm", Allowed = "over 0")]
    [Range(0, 1e9, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ClipNorm { get; init; } = new AdamWOptions().ClipNorm;

    /// <summary>The decay of matrices and kernels.</summary>
    [TrainOption("Decay of matrices and kernels"), Range(0, 1, MaximumIsExclusive = true)]
    public double WeightDecay { get; init; } = new AdamWOptions().WeightDecay;

    /// <summary>The decay of the moving average of the weights, which is exported.</summary>
    [TrainOption("Decay of the moving average of the weights, which is exported"), Range(0, 1, MaximumIsExclusive = true)]
    public double AverageDecay { get; init; } = new AdamWOptions().AverageDecay;

    /// <summary>The number of batches whose gradients are added up to a step.</summary>
    [TrainOption("Batches whose gradients are added up to a step"), Range(1, 1024)]
    public int Accumulate { get; init; } = 1;

    /// <summary>The precision of the computation.</summary>
    [TrainOption("Precision of the computation", Allowed = TrainingPrecisions.Allowed, Value = "precision")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>The number of minutes between checkpoints.</summary>
    [TrainOption("Minutes between checkpoints", Allowed = "over 0")]
    [Range(0, LongestMinutes, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double CheckpointMinutes { get; init; } = 5;

    /// <summary>The number of held-out samples for the scores. With <see cref="Data"/> they are the last ones.</summary>
    [TrainOption("Held-out samples for the scores; with --data the last ones"), Range(1, double.MaxValue)]
    public int HeldOutCount { get; init; } = TrainerOptions.DefaultHeldOutCount;

    /// <summary>Files of shards or Parquet, or folders of them. Default: the built-in world.</summary>
    [TrainOption(
        "Train on shards or Parquet files instead of the built-in world: .tar or .parquet files, or folders of them",
        Value = "path"
    )]
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Columns of Parquet files with custom names, see <see cref="EditDatasetOptions.ColumnsOf"/>.</summary>
    [TrainOption(
        "Column of Parquet files with an unknown layout: ROLE=NAME, where the role is input, instruction, target, mask, input_caption, "
            + "output_caption, task or object; without a name it is left out; may be repeated",
        Value = "role=name"
    )]
    public IReadOnlyList<string> Column { get; init; } = [];

    /// <summary>The task of samples without one. Default null: the task predictor of <see cref="Initial"/> decides.</summary>
    [TrainOption("Task of all samples of --data that have none; default predicted by the bundle of --initial", Value = "task")]
    public string? Task { get; init; }

    /// <summary>A checkpoint to start from, or the folder of a bundle with this part. Default null: random weights.</summary>
    [TrainOption("Checkpoint to start from, or the folder of a bundle that has this part", Value = "path")]
    public string? Initial { get; init; }

    /// <summary>Returns a trainer's options with the values of these.</summary>
    internal T Apply<T>(T options) where T : TrainerOptions => (T)(options with
    {
        Seed = Seed,
        Steps = Steps,
        Minutes = Minutes,
        BatchSize = Batch,
        HeldOutCount = HeldOutCount,
        AccumulationSteps = Accumulate,
        Precision = Precision,
        CheckpointMinutes = CheckpointMinutes,
        Optimiser = options.Optimiser with
        {
            LearningRate = LearningRate,
            WarmUpSteps = WarmUpSteps,
            ClipNorm = ClipNorm,
            WeightDecay = WeightDecay,
            AverageDecay = AverageDecay,
        },
        InitialWeights = Initial,
        Command = TrainRun.Command,
        Commit = TrainRun.Commit,
    });

    /// <summary>Opens the samples.</summary>
    /// <exception cref="InvalidInputException">The files cannot be read, or contain too few samples.</exception>
    internal TrainData OpenData(Action<string> log)
    {
        var task = Task is { } name ? EditTask.Named(name) : null;
        if (Data.Count > 0)
            return new DatasetTrainData(
                EditDataset.Open(
                    [.. Data],
                    new()
                    {
                        Size = Size,
                        Task = task,
                        Columns = EditDatasetOptions.ColumnsOf([.. Column]),
                        Predict = InitialTaskPredictor.Of(Initial),
                    }
                ),
                HeldOutCount,
                Seed,
                log
            );
        return task is null
            ? new WorldTrainData(Seed, Size)
            : throw new InvalidInputException($"--task {task} without --data", "samples without tasks", "leave --task out");
    }
}

/// <summary>The options of trainings whose trainers split their batches.</summary>
public abstract record ThreadedTrainOptions : TrainOptions
{
    private const int MostThreads = 64;

    /// <summary>The number of parts of a batch that are computed side by side. Default: the number of cores.</summary>
    [TrainOption("Parts of a batch that are computed side by side"), Range(1, MostThreads)]
    public int Threads { get; init; } = Math.Min(MostThreads, Environment.ProcessorCount);
}
