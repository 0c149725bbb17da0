using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>Settings of the jobs that learn in a process.</summary>
public sealed record LearningSettings
{
    /// <summary>
    /// Duration of a slice of an inversion. Default 30 s. A pause waits for the end of the slice; a kill costs at most one slice.
    /// </summary>
    public TimeSpan InversionSlice { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Duration of a slice of a training. Default 5 minutes, because its checkpoints are large.</summary>
    public TimeSpan TrainingSlice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Interval at which a slice reports its progress. Default 5 s.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Parent of the run folders while a slice runs; created if missing. Default: the system's temporary folder.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>The process-wide limit on computations. Default null: no limit.</summary>
    public ComputeSlots? Slots { get; init; }
}

/// <summary>
/// The workload that runs task inversions and trainings. Only one job learns at a time, because it uses every core, or the GPU.
/// </summary>
public sealed class LearningWorkload : Workload
{
    /// <summary>Kind of the activities that learn. Activities that only manage jobs have the default kind.</summary>
    public const string Kind = "learning";

    private readonly InversionWork? _inversions;
    private readonly TrainingWork? _trainings;

    /// <summary>Creates the workload.</summary>
    /// <param name="blobs">Stores documents and files.</param>
    /// <param name="bundle">The bundle that learns tasks. It must outlive the workload.</param>
    /// <param name="codec">Decodes and encodes images.</param>
    /// <param name="inverter">Learns tasks; null if none are learned, for example for a bundle that takes no tasks.</param>
    /// <param name="trainer">Trains; null if nothing is trained.</param>
    /// <param name="settings">The settings; null for the defaults.</param>
    public LearningWorkload(
        IBlobStore blobs,
        Bundle bundle,
        IImageCodec codec,
        ITaskInverter? inverter,
        ITrainer? trainer,
        LearningSettings? settings = null
    )
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

    /// <summary>Opens the tasks of the bundle; null if none are learned.</summary>
    /// <param name="client">Client of the engine that runs their orchestrations.</param>
    public TaskInversions? OpenInversions(OrchestrationClient client) => _inversions?.OpenInversions(client);

    /// <summary>Opens the trainings; null if nothing is trained.</summary>
    /// <param name="client">Client of the engine that runs their orchestrations.</param>
    public Trainings? OpenTrainings(OrchestrationClient client) => _trainings?.OpenTrainings(client);
}
