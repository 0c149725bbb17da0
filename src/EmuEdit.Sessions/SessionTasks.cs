using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>The orchestrators and activities of sessions.</summary>
public static class SessionTasks
{
    /// <summary>How many activities of a kind run at once in a process.</summary>
    /// <param name="edits">Edits at once, at least 1.</param>
    public static IReadOnlyDictionary<string, int> Concurrency(int edits) => new Dictionary<string, int> { ["gpu"] = edits, [PredictTask.OneByOne] = 1 };

    /// <summary>Adds them all.</summary>
    /// <param name="registry">Takes them.</param>
    /// <param name="store">Has the sessions.</param>
    /// <param name="codec">Reads and writes their pictures.</param>
    /// <param name="pipeline">Makes the edits.</param>
    /// <param name="predictor">Predicts their tasks.</param>
    /// <param name="progress">Told how far running turns are.</param>
    /// <param name="settings">How sessions are kept; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static TaskRegistry AddSessions(
        this TaskRegistry registry, SessionStore store, IImageCodec codec, EditPipeline pipeline, TaskPredictor predictor, ITurnProgress progress,
        EditSessionSettings? settings = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var clock = time ?? TimeProvider.System;
        return registry
            .Add(new EditTurnOrchestrator())
            .Add(new PredictTask(store, predictor))
            .Add(new MakeEdit(store, codec, pipeline, progress, clock))
            .Add(new CommitTurn(store, progress, clock))
            .Add(new SessionExpiry())
            .Add(new ExpireSession(store, settings ?? new(), clock));
    }
}
