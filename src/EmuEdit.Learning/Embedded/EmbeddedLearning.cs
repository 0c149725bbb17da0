using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Learning;

/// <summary>How <see cref="EmbeddedLearning"/> runs.</summary>
public sealed record EmbeddedLearningOptions
{
    /// <summary>How long a slice of an inversion is; default 30 s; one of a training is ten times as long, because its checkpoints are large. A pause waits for its end, a kill costs no more than one.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a slice tells how far it is; default 5 s.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where run folders are while a slice runs; null, the default, for the system's folder of temporary files.</summary>
    public string? Scratch { get; init; }

    /// <summary>Where documents and files are; must outlive it. Null, the default, for files in the folder.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>Who opens the folder, for others that want it; default this process, which stays.</summary>
    public FolderOwner? Owner { get; init; }

    /// <summary>Log of the engine; default none.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// Learning on one machine in one folder: documents and files (<c>blobs/</c>) unless another store is named, orchestrations on the embedded engine (<c>journal/</c>). One job learns at a time. A killed process
/// loses at most a slice of it, and nothing that was accepted.
/// </summary>
public sealed class EmbeddedLearning : IAsyncDisposable
{
    private static readonly TimeSpan KeptFinished = TimeSpan.FromDays(1);

    private const int TrainingSlices = 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly FolderBlobStore? _files;
    private readonly EmbeddedEngine _engine;
    private readonly JournalSweep _sweep;
    private readonly Task _recovery;

    private EmbeddedLearning(FolderBlobStore? files, EmbeddedEngine engine, TaskInversions inversions, Trainings? trainings, Func<CancellationToken, Task> recover, ILogger log)
    {
        (_files, _engine, Inversions, Trainings) = (files, engine, inversions, trainings);
        _sweep = new(engine, KeptFinished, TimeProvider.System);
        _recovery = Task.Run(() => Recover(recover, log));
    }

    /// <summary>The tasks of the bundle.</summary>
    public TaskInversions Inversions { get; }

    /// <summary>The trainings; null where nothing is trained.</summary>
    public Trainings? Trainings { get; }

    /// <summary>Opens a folder, makes it if need be, and goes on with its unfinished jobs.</summary>
    /// <param name="folder">For this process alone.</param>
    /// <param name="bundle">Learns tasks; must outlive it.</param>
    /// <param name="codec">Reads and writes pictures.</param>
    /// <param name="inverter">Learns tasks.</param>
    /// <param name="trainer">Trains; null where nothing is trained.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, or its journal is damaged.</exception>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static EmbeddedLearning Open(string folder, Bundle bundle, IImageCodec codec, ITaskInverter inverter, ITrainer? trainer, EmbeddedLearningOptions? options = null)
    {
        options ??= new();
        var files = options.Blobs is null ? new FolderBlobStore(Path.Combine(folder, "blobs")) : null;
        try
        {
            var blobs = options.Blobs ?? files!;
            var (inversions, trainings) = (new JobStore(blobs, TaskInversionOrchestrator.Kind), new JobStore(blobs, TrainingOrchestrator.Kind));
            var scratch = Directory.CreateDirectory(options.Scratch ?? Path.GetTempPath()).FullName;
            var registry = new TaskRegistry()
                .AddLearning(new TaskInversionOrchestrator(), new InversionWork(inversions, inverter, bundle, codec) { Slice = options.Slice, ProgressInterval = options.ProgressInterval, Scratch = scratch });
            if (trainer is not null)
                registry.AddLearning(new TrainingOrchestrator(), new TrainingWork(trainings, trainer) { Slice = TrainingSlices * options.Slice, ProgressInterval = options.ProgressInterval, Scratch = scratch });
            var engine = EmbeddedEngine.Open(Path.Combine(folder, "journal"), registry, Engine(options));
            var (learning, training) = (new Jobs(inversions, engine, nameof(TaskInversionOrchestrator)), new Jobs(trainings, engine, nameof(TrainingOrchestrator)));
            return new(files, engine, new(learning, bundle, codec), trainer is null ? null : new(training, trainer), async stop =>
            {
                await learning.Recover(stop).ConfigureAwait(false);
                if (trainer is not null)
                    await training.Recover(stop).ConfigureAwait(false);
            }, options.Log);
        }
        catch
        {
            files?.Dispose();
            throw;
        }
    }

    /// <summary>Stops: what runs writes its checkpoint, and goes on when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _recovery.ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
        _files?.Dispose();
        _stop.Dispose();
    }

    private async Task Recover(Func<CancellationToken, Task> recover, ILogger log)
    {
        try
        {
            await recover(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (IOException e)
        {
            // Asked for, a job goes on all the same.
            log.LogWarning("Unfinished jobs cannot be looked for. {Problem}", e.Message);
        }
    }

    private static EmbeddedEngineOptions Engine(EmbeddedLearningOptions options)
    {
        var engine = new EmbeddedEngineOptions { Sync = JournalSync.Accepted, Log = options.Log, Concurrency = LearningTasks.Concurrency };
        return options.Owner is { } owner ? engine with { Owner = owner } : engine;
    }
}
