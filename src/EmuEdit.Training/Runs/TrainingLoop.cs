using System.Diagnostics;
using EmuEdit.Core;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Runs;

/// <summary>A part of a batch, computed on a separate thread.</summary>
/// <param name="Samples">The part's samples.</param>
/// <param name="Share">The part's share of the batch, over 0 to 1.</param>
internal readonly record struct BatchPart<TBatch>(TBatch Samples, double Share);

/// <summary>
/// The loop of every trainer. Batch and random numbers of a step depend only on (seed, step). A run
/// that was killed and resumed from its checkpoint therefore produces the same weights, bit for
/// bit, as an uninterrupted one, provided that steps and not minutes limit it.
/// </summary>
/// <param name="options">Options of the trainer.</param>
/// <param name="state">Weights and the rest of the state. <see cref="Prepare"/> sets the first weights.</param>
/// <param name="makeBatch">Makes a batch by its number, in as many parts as run in parallel. A
/// step takes one batch, or as many as are accumulated. Called on a background thread.</param>
/// <param name="loss">
/// Returns a part's mean loss, differentiable, with random numbers from the generator. The step
/// owns the result.
/// </param>
/// <param name="evaluate">Returns scores on held-out samples with the averaged weights, given
/// the metrics so far, and draws whatever the trainer draws. Called at each checkpoint.</param>
internal sealed class TrainingLoop<TBatch>(
    TrainerOptions options, TrainingState state, Func<long, IReadOnlyList<BatchPart<TBatch>>> makeBatch,
    Func<TorchOps, TBatch, Generator, Tensor> loss, Func<IReadOnlyList<TrainingProgress>, IReadOnlyDictionary<string, double>> evaluate)
{
    private readonly Checkpoint _checkpoint = new(options.Folder);
    private readonly MetricsFile _metrics = new(options.Folder);
    private readonly TrainingWatch _watch = new(options);
    private TorchOps[] _ops = [];
    private IReadOnlyDictionary<string, double> _heldOut = new Dictionary<string, double>();

    /// <summary>
    /// Sets the state from the folder's checkpoint, else from the initial weights, else at random.
    /// Writes <c>run.json</c>.
    /// </summary>
    /// <param name="network">Sizes of the networks, for <c>run.json</c>.</param>
    /// <param name="objective">Further options of the trainer's objective, for <c>run.json</c>.</param>
    public void Prepare(object network, object objective)
    {
        TorchThreads.UseAll();
        if (_checkpoint.Read() is { } file)
        {
            Checkpoint.Restore(file, state);
            state.Precision = Precisions.ForResumedRun(options.Precision, state.Precision, options.Folder);
            options.Log?.Invoke(Precisions.Describe(state.Precision));
            options.Log?.Invoke($"resumed at step {state.Step}");
        }
        else
        {
            state.Precision = Precisions.ForNewRun(options.Precision);
            options.Log?.Invoke(Precisions.Describe(state.Precision));
            state.Weights.Initialise(options.Seed);
            state.Average.CopyFrom(state.Weights);
            if (options.InitialWeights is { } path)
            {
                var left = Checkpoint.WarmStart(Directory.Exists(path) ? options.InitialWeightsOf(path) : Safetensors.Read(path), state);
                options.Log?.Invoke("new weights for: " + string.Join(", ", left.DefaultIfEmpty("none")));
            }
        }
        _ops =
        [
            .. state.Parts.Select((weights, part) => new TorchOps(weights, state.Precision, leaf => state.Weights.Rounded?.Of(part, leaf))),
        ];
        _metrics.Rewind(state.Step);
        foreach (var warning in options.Warnings)
            options.Log?.Invoke("warning: " + warning);
        RunFile.Write(options, state.Precision, network, objective);
    }

    /// <summary>
    /// Trains to the end, or until stopped, but at least one step. Writes a checkpoint in either
    /// case.
    /// </summary>
    /// <exception cref="InvalidInputException">Too many steps in a row have
    /// no finite loss and gradient. The last checkpoint remains.</exception>
    public TrainingResult Run(CancellationToken cancellationToken)
    {
        using var batches = new Prefetcher<IReadOnlyList<BatchPart<TBatch>>>(StepBatches, state.Step);
        using var threads = new TorchThreads(_ops.Length);
        var clock = Stopwatch.StartNew();
        var before = state.Seconds;
        var (nextCheckpoint, reportStep, reportSeconds) = (state.Seconds + 60 * options.CheckpointMinutes, state.Step, state.Seconds);
        // At least one step, so that a job that runs in slices advances even if preparation takes a whole slice.
        var first = state.Step;
        while (Share() < 1 && (state.Step == first || !cancellationToken.IsCancellationRequested))
        {
            options.BetweenSteps?.Invoke();
            var rate = options.Optimiser.RateAt(state.Step, Share());
            var (value, norm) = Step(threads, batches.Next(CancellationToken.None), rate);
            _watch.Step(state.Step, value, norm);
            state.Seconds = before + clock.Elapsed.TotalSeconds;
            if (state.Step % options.MetricSteps == 0 || Share() >= 1)
            {
                Report(
                    _watch.TakeMeanLoss(),
                    norm,
                    rate,
                    (double)options.BatchSize * options.AccumulationSteps * (state.Step - reportStep) / (state.Seconds - reportSeconds),
                    null
                );
                (reportStep, reportSeconds) = (state.Step, state.Seconds);
            }
            if ((state.Seconds >= nextCheckpoint || state.Step % options.CheckpointSteps == 0) && Share() < 1)
            {
                Save();
                nextCheckpoint = state.Seconds + 60 * options.CheckpointMinutes;
                // Scoring and drawing do not count as training time.
                clock.Restart();
                (before, reportStep, reportSeconds) = (state.Seconds, state.Step, state.Seconds);
                _watch.TakeMeanLoss();
            }
        }
        Save();
        return new(Share() >= 1, state.Step, state.Seconds, _heldOut);
    }

    private double Share() => state.Done ? 1 : Math.Max(
        options.Steps is { } steps ? (double)state.Step / steps : 0,
        options.Minutes is { } minutes ? state.Seconds / (60 * minutes) : 0);

    // The gradients of all parts add up, each weighted by its share of the step.
    private IReadOnlyList<BatchPart<TBatch>> StepBatches(long step) =>
    [
        .. Enumerable.Range(0, options.AccumulationSteps).SelectMany(i => makeBatch(step * options.AccumulationSteps + i))
            .Select(part => part with { Share = part.Share / options.AccumulationSteps }),
    ];

    /// <summary>Makes one step over a batch, or over several whose gradients add up.</summary>
    internal (double Loss, double Norm) Step(TorchThreads threads, IReadOnlyList<BatchPart<TBatch>> parts, double rate)
    {
        if (state.Precision == TrainingPrecision.BFloat16)
            state.Weights.Round();
        var losses = new double[parts.Count];
        threads.Run(thread =>
        {
            for (var i = thread; i < parts.Count; i += threads.Count)
                losses[i] = Backward(parts[i], i, thread);
        });
        return (losses.Sum(), state.Optimiser.Step(state.Step++, rate, skip: !double.IsFinite(losses.Sum())));
    }

    private double Backward(BatchPart<TBatch> part, int place, int thread)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(new CounterRandom(options.Seed, state.Step, place).NextUInt32());
        var value = loss(_ops[thread], part.Samples, random).Times(part.Share);
        state.Weights.Backward(value, thread);
        return value.item<float>();
    }

    private void Save()
    {
        _checkpoint.Write(state);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        TorchThreads.UseAll();
        _heldOut = evaluate(_metrics.Lines);
        if (_metrics.Lines is [.., var last])
            Report(last.Loss, last.GradientNorm, last.LearningRate, last.SamplesPerSecond, _heldOut);
    }

    private void Report(double meanLoss, double norm, double rate, double speed, IReadOnlyDictionary<string, double>? heldOut)
    {
        var share = Share();
        var line = new TrainingProgress(
            state.Step,
            state.Seconds,
            share,
            meanLoss,
            norm,
            rate,
            speed,
            share > 0 ? state.Seconds * (1 - share) / share : 0,
            state.Precision.Name(),
            heldOut
        );
        if (heldOut is null)
            line = line with { Warning = _watch.Warning(_metrics.Lines, line) };
        _metrics.Add(line);
        options.Progress?.Report(line);
    }
}
