namespace EmuEdit.Orchestration;

/// <summary>
/// What one feature adds to a process: its orchestrators and activities, their concurrency limits, and the work to recover when the process
/// starts. Every host is composed of workloads.
/// </summary>
public abstract class Workload
{
    /// <summary>
    /// The maximum number of activities that run at the same time in a process, per kind, at least 1. Each kind is limited by at most one
    /// workload.
    /// </summary>
    public abstract IReadOnlyDictionary<string, int> Concurrency { get; }

    /// <summary>
    /// How long a finished instance stays in the journal, counted from when it was scheduled; at least one second. Default: one day.
    /// </summary>
    public virtual TimeSpan KeptFinished => TimeSpan.FromDays(1);

    /// <summary>Adds the orchestrators and activities to a registry.</summary>
    /// <param name="registry">The registry.</param>
    public abstract void AddTo(TaskRegistry registry);

    /// <summary>Starts accepted work that has no orchestration yet, because a process died in between. The default does nothing.</summary>
    /// <param name="client">The client that runs the orchestrations.</param>
    /// <param name="cancellationToken">Stops the recovery.</param>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    public virtual Task RecoverAsync(OrchestrationClient client, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Combines the workloads of a process.</summary>
public static class Workloads
{
    /// <summary>Returns a registry with the tasks of all workloads.</summary>
    /// <exception cref="Core.InvalidInputException">Two workloads have a task with the same name.</exception>
    public static TaskRegistry Tasks(this IEnumerable<Workload> workloads)
    {
        ArgumentNullException.ThrowIfNull(workloads);
        var registry = new TaskRegistry();
        foreach (var workload in workloads)
            workload.AddTo(registry);
        return registry;
    }

    /// <summary>Returns one table with the concurrency limits of all workloads.</summary>
    /// <exception cref="ArgumentException">Two workloads limit the same kind.</exception>
    public static IReadOnlyDictionary<string, int> Limits(this IEnumerable<Workload> workloads) =>
        workloads.SelectMany(w => w.Concurrency).ToDictionary();
}
