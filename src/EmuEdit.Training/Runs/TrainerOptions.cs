using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Optimisation;

namespace EmuEdit.Training.Runs;

/// <summary>What every trainer needs to know.</summary>
public abstract record TrainerOptions
{
    /// <summary>256.</summary>
    public const int DefaultHeldOutCount = 256;

    /// <summary>Folder of the run: checkpoints, metrics and pictures; made when missing. A run that is there is resumed.</summary>
    public required string Folder { get; init; }

    /// <summary>A text's token ids, padded or cut to the text length; thread-safe.</summary>
    public required Func<string, long[]> Tokenize { get; init; }

    /// <summary>Token ids there are, at least 1.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The optimiser.</summary>
    public AdamWOptions Optimiser { get; init; } = new();

    /// <summary>Seed of first weights and of all randomness in training; default 0.</summary>
    public Seed Seed { get; init; }

    /// <summary>Steps of the whole run; null when time ends it. At least 1.</summary>
    public long? Steps { get; init; }

    /// <summary>Minutes of the whole run, resumed parts added; null when steps end it. Over 0. The learning rate follows whichever of the two is further.</summary>
    public double? Minutes { get; init; }

    /// <summary>Samples a step, or with <see cref="AccumulationSteps"/> a part of a step; 1 to 4096, default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Batches whose gradients are added up to a step, one after the other, so that a step of many samples takes the memory of a few; 1 to 1024, default 1.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>What convolutions, products and attention compute in, over 32-bit weights; default whichever this processor is faster in. A resumed run keeps what it began with.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Minutes between checkpoints; over 0, default 5.</summary>
    public double CheckpointMinutes { get; init; } = 5;

    /// <summary>Steps between checkpoints, which <see cref="CheckpointMinutes"/> are not waited for; at least 1, default never.</summary>
    public long CheckpointSteps { get; init; } = long.MaxValue;

    /// <summary>Steps between lines of metrics, at least 1; default 20.</summary>
    public int MetricSteps { get; init; } = 20;

    /// <summary>Held-out samples of the scores, at least 1; default 256.</summary>
    public int HeldOutCount { get; init; } = DefaultHeldOutCount;

    /// <summary>What a new run starts from: a checkpoint file, or the folder of a bundle that has this part. Weights are taken by name; those of another shape are left out and listed. Null for random weights.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>The weights of a bundle under the names of this trainer's network.</summary>
    /// <param name="bundle">Its folder.</param>
    internal abstract Safetensors InitialWeightsOf(string bundle);

    /// <summary>Command line that starts the run, kept in <c>run.json</c>; null when there is none to tell.</summary>
    public string? Command { get; init; }

    /// <summary>Commit of the code, kept in <c>run.json</c>; null when unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Hears of every line of metrics.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Called before each step, on the training's thread: a process that also serves lets others go first. Null, the default, for nothing.</summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>What the caller found wrong with the samples, a line each: goes to the log and into the metrics. Default none.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Hears of what happens once: resumed, weights left out, checkpoint written; and of warnings.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="InvalidInputException">Names the option, what was given and what is allowed.</exception>
    public virtual void Validate()
    {
        Optimiser.Validate();
        OptionRange.Check("Steps and Minutes", null, Steps is not null || Minutes is not null, "at least one of the two");
        OptionRange.Check(nameof(Steps), Steps, Steps is null or >= 1, "at least 1");
        OptionRange.Check(nameof(Minutes), Minutes, Minutes is null or (> 0 and < 1e6), "over 0");
        OptionRange.Check(nameof(Vocabulary), Vocabulary, Vocabulary >= 1, "at least 1");
        OptionRange.Check(nameof(BatchSize), BatchSize, BatchSize is >= 1 and <= 4096, "1 to 4096");
        OptionRange.Check(nameof(AccumulationSteps), AccumulationSteps, AccumulationSteps is >= 1 and <= 1024, "1 to 1024");
        OptionRange.Check(nameof(CheckpointMinutes), CheckpointMinutes, CheckpointMinutes is > 0 and < 1e6, "over 0");
        OptionRange.Check(nameof(CheckpointSteps), CheckpointSteps, CheckpointSteps >= 1, "at least 1");
        OptionRange.Check(nameof(MetricSteps), MetricSteps, MetricSteps >= 1, "at least 1");
        OptionRange.Check(nameof(HeldOutCount), HeldOutCount, HeldOutCount >= 1, "at least 1");
    }
}

/// <summary>What a trainer needs to know whose samples are <typeparamref name="TSample"/>.</summary>
/// <typeparam name="TSample">A sample.</typeparam>
public abstract record TrainerOptions<TSample> : TrainerOptions
{
    /// <summary>Training samples by index, from 0 up without end; thread-safe.</summary>
    public required Func<long, TSample> Samples { get; init; }

    /// <summary>Samples that training never sees, by index from 0 to <see cref="TrainerOptions.HeldOutCount"/> - 1.</summary>
    public required Func<long, TSample> HeldOut { get; init; }
}
