using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>The workload of editing sessions. A turn may name the bundle's tasks, whatever the settings say.</summary>
/// <param name="blobs">The store of documents and images.</param>
/// <param name="bundle">The bundle that makes the edits.</param>
/// <param name="pipeline">The bundle's pipeline.</param>
/// <param name="codec">Reads and writes images.</param>
/// <param name="progress">Receives the progress of running turns.</param>
/// <param name="settings">The settings of the sessions. Null for the defaults.</param>
/// <param name="edits">The maximum number of edits at the same time, at least 1. Default 1.</param>
/// <param name="time">The clock. Null for the system clock.</param>
/// <exception cref="InvalidInputException">A setting is out of its range.</exception>
public sealed class SessionWorkload(
    IBlobStore blobs,
    Bundle bundle,
    EditPipeline pipeline,
    IImageCodec codec,
    ITurnProgress progress,
    EditSessionSettings? settings = null,
    int edits = 1,
    TimeProvider? time = null
) : Workload
{
    private readonly SessionStore _store = new(blobs);
    private readonly EditSessionSettings _settings = ((settings ?? new()) with { Tasks = bundle.TasksFor }).Validated();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The kind of the activities that make edits.</summary>
    public const string Kind = "gpu";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, int> Concurrency { get; } =
        new Dictionary<string, int> { [Kind] = edits, [PredictTask.OneByOne] = 1 };

    /// <inheritdoc/>
    public override TimeSpan KeptFinished => _settings.KeptFinished < _settings.Lifetime ? _settings.KeptFinished : _settings.Lifetime;

    /// <inheritdoc/>
    public override void AddTo(TaskRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry
            .Add(new EditTurnOrchestrator())
            .Add(new PredictTask(_store, new TaskPredictor(bundle)))
            .Add(new MakeEdit(_store, codec, pipeline, progress, _time))
            .Add(new CommitTurn(_store, progress, _time))
            .Add(new SessionExpiry())
            .Add(new ExpireSession(_store, _settings, _time));
    }

    /// <summary>Opens the sessions, with their orchestrations on an engine.</summary>
    /// <param name="client">The engine's client.</param>
    public EditSessions Open(OrchestrationClient client) => new(_store, client, codec, _settings, _time);
}
