using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>The options that all trainers share.</summary>
internal sealed class TrainSettings(int batch, double? rate = null)
{
    private readonly Option<string> _run = new("--run")
    {
        Description = "Folder of the run; run it again to go on where it stopped",
        HelpName = "folder",
        Required = true,
    };
    private readonly Option<Seed> _seed = SeedOption.Of("Seed of the world and of the weights", 1);
    private readonly Option<int> _size = NumberOption.Of("--size", "Pixels a side", "32, 64, 128 or 256", 64);
    private readonly Option<long?> _steps = NumberOption.Optional<long>("--steps", "Steps of the whole run", "at least 1");
    private readonly Option<double?> _minutes = NumberOption.Optional<double>("--minutes", "Minutes of the whole run", "over 0");
    private readonly Option<int> _batch = NumberOption.Of(
        "--batch",
        "Samples a step, or with --accumulate a part of a step",
        "1 to 4096",
        batch
    );
    private readonly Option<double> _rate = NumberOption.Of(
        "--learning-rate",
        "Highest rate, after warm-up",
        "over 0",
        rate ?? new AdamWOptions().LearningRate
    );
    private readonly Option<int> _warmUp = NumberOption.Of(
        "--warm-up-steps",
        "Steps of linear warm-up",
        "at least 0",
        new AdamWOptions().WarmUpSteps
    );
    private readonly Option<double> _clipNorm = NumberOption.Of(
        "--clip-norm",
        "Gradients are scaled down to this norm",
        "over 0",
        new AdamWOptions().ClipNorm
    );
    private readonly Option<double> _decay = NumberOption.Of(
        "--weight-decay",
        "Decay of matrices and kernels",
        "0 to below 1",
        new AdamWOptions().WeightDecay
    );
    private readonly Option<double> _average = NumberOption.Of(
        "--average-decay",
        "Decay of the weights' moving average, which is what is exported",
        "0 to below 1",
        new AdamWOptions().AverageDecay
    );
    private readonly Option<int> _accumulate = NumberOption.Of(
        "--accumulate",
        "Batches whose gradients are added up to a step",
        "1 to 1024",
        1
    );
    private readonly Option<string> _precision = PrecisionOption.Create();
    private readonly Option<double> _checkpoint = NumberOption.Of("--checkpoint-minutes", "Minutes between checkpoints", "over 0", 5.0);
    private readonly Option<int> _heldOut = NumberOption.Of(
        "--held-out-count",
        "Held-out samples of the scores; with --data the last ones",
        "at least 1",
        TrainerOptions.DefaultHeldOutCount
    );
    private readonly Option<string[]> _data = new("--data")
    {
        Description = "Train on shards or Parquet files instead of the built-in world: .tar or .parquet files, or folders of them",
        HelpName = "path",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _task = new("--task")
    {
        Description = "Task of all samples of --data that tell none; default predicted by the bundle of --initial",
        HelpName = "task",
    };
    private readonly Option<string[]> _columns = ColumnOption.Create();
    private readonly Option<string?> _initial = new("--initial")
    {
        Description = "Checkpoint to start from, or the folder of a bundle that has this part",
        HelpName = "path",
    };

    /// <summary>Creates the option of the trainers that split their batches.</summary>
    public static Option<int> Threads() =>
        NumberOption.Of(
            "--threads",
            "Parts of a batch that are computed side by side",
            "1 to 64",
            Math.Min(64, Environment.ProcessorCount)
        );

    public IReadOnlyList<Option> All =>
        [
            _run,
            _seed,
            _size,
            _steps,
            _minutes,
            _batch,
            _rate,
            _warmUp,
            _clipNorm,
            _decay,
            _average,
            _accumulate,
            _precision,
            _checkpoint,
            _heldOut,
            _data,
            _columns,
            _task,
            _initial,
        ];

    /// <summary>Returns the side of the images in pixels.</summary>
    public int Size(ParseResult parsed) => parsed.GetValue(_size);

    /// <summary>Returns the run, with its tokenizer.</summary>
    public TrainRun Run(ParseResult parsed, Action<string> log) => new(parsed.GetRequiredValue(_run), Data(parsed, log));

    /// <summary>Returns a trainer's options with the values from the command line.</summary>
    public T Apply<T>(ParseResult parsed, T options) where T : TrainerOptions => (T)(options with
    {
        Seed = parsed.GetValue(_seed),
        Steps = parsed.GetValue(_steps),
        Minutes = parsed.GetValue(_minutes),
        BatchSize = parsed.GetValue(_batch),
        HeldOutCount = parsed.GetValue(_heldOut),
        AccumulationSteps = parsed.GetValue(_accumulate),
        Precision = TrainingPrecisions.Named(parsed.GetRequiredValue(_precision)),
        CheckpointMinutes = parsed.GetValue(_checkpoint),
        Optimiser = options.Optimiser with
        {
            LearningRate = parsed.GetValue(_rate),
            WarmUpSteps = parsed.GetValue(_warmUp),
            ClipNorm = parsed.GetValue(_clipNorm),
            WeightDecay = parsed.GetValue(_decay),
            AverageDecay = parsed.GetValue(_average),
        },
        InitialWeights = parsed.GetValue(_initial),
        Command = TrainRun.Command,
        Commit = TrainRun.Commit,
    });

    private TrainData Data(ParseResult parsed, Action<string> log)
    {
        var task = parsed.GetValue(_task) is { } name ? EditTask.Named(name) : null;
        if (parsed.GetValue(_data) is { Length: > 0 } paths)
            return new DatasetTrainData(
                EditDataset.Open(
                    paths,
                    new()
                    {
                        Size = Size(parsed),
                        Task = task,
                        Columns = EditDatasetOptions.ColumnsOf(parsed.GetValue(_columns) ?? []),
                        Predict = InitialTaskPredictor.Of(parsed.GetValue(_initial)),
                    }
                ),
                parsed.GetValue(_heldOut),
                parsed.GetValue(_seed),
                log
            );
        return task is null
            ? new WorldTrainData(parsed.GetValue(_seed), Size(parsed))
            : throw new InvalidInputException($"--task {task} without --data", "samples without tasks", "leave --task out");
    }
}
