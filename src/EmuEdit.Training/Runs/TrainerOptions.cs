using EmuEdit.Core;
using EmuEdit.Training.Optimisation;

namespace EmuEdit.Training.Runs;

/// <summary>Options of every trainer.</summary>
public abstract record TrainerOptions
{
    /// <summary>Default of <see cref="HeldOutCount"/>: 256.</summary>
    public const int DefaultHeldOutCount = 256;

    /// <summary>
    /// Folder of the run: checkpoints, metrics and images; created if missing. An existing run is
    /// resumed.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>Returns a text's token ids, padded or cut to the text length. Must be thread-safe.</summary>
    public required Func<string, long[]> Tokenize { get; init; }

    /// <summary>Number of token ids, at least 1.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Options of the optimiser.</summary>
    public AdamWOptions Optimiser { get; init; } = new();

    /// <summary>Seed of the first weights and of all randomness in training; default 0.</summary>
    public Seed Seed { get; init; }

    /// <summary>Steps of the whole run, at least 1; null if only time limits it.</summary>
    public long? Steps { get; init; }

    /// <summary>
    /// Minutes of the whole run, over 0, including the time before it was resumed; null if only
    /// steps limit it. The learning rate follows the one of the two that has progressed further.
    /// </summary>
    public double? Minutes { get; init; }

    /// <summary>
    /// Samples per step, or with <see cref="AccumulationSteps"/> per part of a step; 1 to 4096,
    /// default 64.
    /// </summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Number of batches whose gradients add up to a step, one after the other, so
    /// that a step of many samples takes the memory of a few; 1 to 1024, default 1.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Precision of convolutions, products and attention, over 32-bit weights. Default: the
    /// faster one on this processor. A resumed run keeps the precision it started with.
    /// </summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Minutes between checkpoints; over 0, default 5.</summary>
    public double CheckpointMinutes { get; init; } = 5;

    /// <summary>
    /// Steps between checkpoints, in addition to <see cref="CheckpointMinutes"/>; at least 1,
    /// default never.
    /// </summary>
    public long CheckpointSteps { get; init; } = long.MaxValue;

    /// <summary>Steps between lines of metrics, at least 1; default 20.</summary>
    public int MetricSteps { get; init; } = 20;

    /// <summary>Number of held-out samples for the scores, at least 1; default 256.</summary>
    public int HeldOutCount { get; init; } = DefaultHeldOutCount;

    /// <summary>
    /// Initial weights of a new run: a checkpoint file, or the folder of a bundle that has this part.
    /// Weights are matched by name; those of another shape are left out and logged. Null for random weights.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>Returns the weights of a bundle under the names of this trainer's network.</summary>
    /// <param name="bundle">Folder of the bundle.</param>
    internal abstract Safetensors InitialWeightsOf(string bundle);

    /// <summary>Command line that starts the run, stored in <c>run.json</c>; null if there is none.</summary>
    public string? Command { get; init; }

    /// <summary>Commit of the code, stored in <c>run.json</c>; null if unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Receives every line of metrics.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>
    /// Called before each step, on the training's thread, so that a process that
    /// also serves can let other work go first. Default null: nothing is called.
    /// </summary>
    public Action? BetweenSteps { get; init; }

    /// <summary>
    /// Problems that the caller found in the samples, one per entry. They go to the log and into
    /// the metrics. Default none.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// Receives messages about single events (run resumed, weights left out, checkpoint written)
    /// and warnings.
    /// </summary>
    public Action<string>? Log { get; init; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="InvalidInputException">An option is out of range. The
    /// message names the option, the given value and the allowed range.</exception>
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

/// <summary>Options of a trainer whose samples are <typeparamref name="TSample"/>.</summary>
/// <typeparam name="TSample">Type of a sample.</typeparam>
public abstract record TrainerOptions<TSample> : TrainerOptions
{
    /// <summary>Returns training samples by index, from 0 without an upper limit. Must be thread-safe.</summary>
    public required Func<long, TSample> Samples { get; init; }

    /// <summary>
    /// Returns samples that training never sees, by index from 0 to
    /// <see cref="TrainerOptions.HeldOutCount"/> - 1.
    /// </summary>
    public required Func<long, TSample> HeldOut { get; init; }
}
