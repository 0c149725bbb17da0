namespace EmuEdit.Orchestration;

/// <summary>What one feature adds to a process: its orchestrators and activities, their limits, and what it looks after when the process starts. Every host is put together from these.</summary>
public abstract class Workload
{
    /// <summary>How many activities of each kind run at once in a process, at least 1. No two workloads limit the same kind.</summary>
    public abstract IReadOnlyDictionary<string, int> Concurrency { get; }

    /// <summary>How long an instance stays in the journal after it was scheduled and has finished; at least a second, default a day.</summary>
    public virtual TimeSpan KeptFinished => TimeSpan.FromDays(1);

    /// <summary>Adds the orchestrators and activities.</summary>
    /// <param name="registry">Takes them.</param>
    public abstract void AddTo(TaskRegistry registry);

    /// <summary>Starts what was accepted and has no orchestration yet, because a process died in between. Default: nothing.</summary>
    /// <param name="client">Runs the orchestrations.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="IOException">The store is out of reach.</exception>
    public virtual Task RecoverAsync(OrchestrationClient client, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Several workloads as one process has them.</summary>
public static class Workloads
{
    /// <summary>The tasks of all.</summary>
    /// <exception cref="Core.InvalidInputException">Two have a task of the same name.</exception>
    public static TaskRegistry Tasks(this IEnumerable<Workload> workloads)
    {
        ArgumentNullException.ThrowIfNull(workloads);
        var registry = new TaskRegistry();
        foreach (var workload in workloads)
            workload.AddTo(registry);
        return registry;
    }

    /// <summary>One table of limits.</summary>
    /// <exception cref="ArgumentException">Two limit the same kind.</exception>
    public static IReadOnlyDictionary<string, int> Limits(this IEnumerable<Workload> workloads) => workloads.SelectMany(w => w.Concurrency).ToDictionary();
}
