using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>How jobs learn in a process.</summary>
public sealed record LearningSettings
{
    /// <summary>How long a slice of an inversion is; default 30 s. A pause waits for its end, a kill costs no more than one.</summary>
    public TimeSpan InversionSlice { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a slice of a training is; default 5 minutes, because its checkpoints are large.</summary>
    public TimeSpan TrainingSlice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a slice reports how far it is; default 5 s.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where run folders are while a slice runs; made when missing. Default the system's folder of temporary files.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>The process's limit on computations; null, the default, for none.</summary>
    public ComputeSlots? Slots { get; init; }
}

/// <summary>Learning as a share of a process: task inversions and trainings, of which one learns at a time, because it takes every core, or the GPU.</summary>
public sealed class LearningWorkload : Workload
{
    /// <summary>The kind of the activities that learn; those that only look after jobs are of the usual one.</summary>
    public const string Kind = "learning";

    private readonly InversionWork? _inversions;
    private readonly TrainingWork? _trainings;

    /// <summary>The jobs of a store.</summary>
    /// <param name="blobs">Where documents and files are.</param>
    /// <param name="bundle">Learns tasks; must outlive it.</param>
    /// <param name="codec">Reads and writes pictures.</param>
    /// <param name="inverter">Learns tasks; null where none are learned, as for a bundle that takes none.</param>
    /// <param name="trainer">Trains; null where nothing is trained.</param>
    /// <param name="settings">How; null for the defaults.</param>
    public LearningWorkload(IBlobStore blobs, Bundle bundle, IImageCodec codec, ITaskInverter? inverter, ITrainer? trainer, LearningSettings? settings = null)
    {
        var how = settings ?? new();
        if (inverter is not null)
            _inversions = new(new(blobs, TaskInversionOrchestrator.Kind), inverter, bundle, codec)
            {
                Slice = how.InversionSlice,
                ProgressInterval = how.ProgressInterval,
                Scratch = how.Scratch,
                Slots = how.Slots,
            };
        if (trainer is not null)
            _trainings = new(new(blobs, TrainingOrchestrator.Kind), trainer)
            {
                Slice = how.TrainingSlice,
                ProgressInterval = how.ProgressInterval,
                Scratch = how.Scratch,
                Slots = how.Slots,
            };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, int> Concurrency { get; } = new Dictionary<string, int> { [Kind] = 1 };

    private IEnumerable<JobWork> Work => new JobWork?[] { _inversions, _trainings }.OfType<JobWork>();

    /// <inheritdoc/>
    public override void AddTo(TaskRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (var work in Work)
            registry.Add(work.Orchestrator).Add(new ReadJob(work)).Add(new RunSlice(work)).Add(new EndJob(work, TimeProvider.System));
    }

    /// <inheritdoc/>
    public override async Task RecoverAsync(OrchestrationClient client, CancellationToken cancellationToken)
    {
        foreach (var work in Work)
            await work.Open(client).RecoverAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tasks of the bundle, their orchestrations run by an engine; null where none are learned.</summary>
    /// <param name="client">The engine.</param>
    public TaskInversions? OpenInversions(OrchestrationClient client) => _inversions?.OpenInversions(client);

    /// <summary>The trainings, their orchestrations run by an engine; null where nothing is trained.</summary>
    /// <param name="client">The engine.</param>
    public Trainings? OpenTrainings(OrchestrationClient client) => _trainings?.OpenTrainings(client);
}
