using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>The orchestrators and activities that an engine runs, by name.</summary>
public sealed class TaskRegistry
{
    private readonly Dictionary<string, Orchestrator> _orchestrators = [];
    private readonly Dictionary<string, Activity> _activities = [];

    /// <summary>All orchestrators, by name.</summary>
    public IReadOnlyDictionary<string, Orchestrator> Orchestrators => _orchestrators;

    /// <summary>All activities, by name.</summary>
    public IReadOnlyDictionary<string, Activity> Activities => _activities;

    /// <summary>Adds an orchestrator.</summary>
    /// <exception cref="InvalidInputException">An orchestrator with this name is already registered.</exception>
    public TaskRegistry Add(Orchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return Add(_orchestrators, orchestrator.Name, orchestrator);
    }

    /// <summary>Adds an activity.</summary>
    /// <exception cref="InvalidInputException">An activity with this name is already registered.</exception>
    public TaskRegistry Add(Activity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return Add(_activities, activity.Name, activity);
    }

    private TaskRegistry Add<T>(Dictionary<string, T> tasks, string name, T task) =>
        tasks.TryAdd(name, task)
            ? this
            : throw new InvalidInputException($"a second {typeof(T).Name.ToLowerInvariant()} named '{name}'", "one of each name");
}
