using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>Editing sessions as a share of a process. A turn may name the bundle's tasks, whatever the settings say.</summary>
/// <param name="blobs">Where documents and pictures are.</param>
/// <param name="bundle">Makes the edits.</param>
/// <param name="pipeline">The bundle's pipeline.</param>
/// <param name="codec">Reads and writes pictures.</param>
/// <param name="progress">Receives how far running turns are.</param>
/// <param name="settings">How sessions are kept; null for the defaults.</param>
/// <param name="edits">Edits at once, at least 1; default 1.</param>
/// <param name="time">The clock; null for the system's.</param>
/// <exception cref="InvalidInputException">A setting is out of its range.</exception>
public sealed class SessionWorkload(
    IBlobStore blobs, Bundle bundle, EditPipeline pipeline, IImageCodec codec, ITurnProgress progress, EditSessionSettings? settings = null, int edits = 1, TimeProvider? time = null) : Workload
{
    private readonly SessionStore _store = new(blobs);
    private readonly EditSessionSettings _settings = ((settings ?? new()) with { Tasks = bundle.TasksFor }).Validated();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The kind of the activities that edit.</summary>
    public const string Kind = "gpu";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, int> Concurrency { get; } = new Dictionary<string, int> { [Kind] = edits, [PredictTask.OneByOne] = 1 };

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

    /// <summary>The sessions, their orchestrations run by an engine.</summary>
    /// <param name="client">The engine.</param>
    public EditSessions Open(OrchestrationClient client) => new(_store, client, codec, _settings, _time);
}
