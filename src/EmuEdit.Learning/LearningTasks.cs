using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>The orchestrators and activities that learn.</summary>
public static class LearningTasks
{
    /// <summary>The kind of the activities that learn; those that only look after jobs are of the usual one.</summary>
    public const string Kind = "learning";

    /// <summary>How many activities of a kind run at once in a process: one that learns, because it takes every core, or the GPU.</summary>
    public static IReadOnlyDictionary<string, int> Concurrency { get; } = new Dictionary<string, int> { [Kind] = 1 };

    /// <summary>Adds those of one kind of job.</summary>
    /// <param name="registry">Takes them.</param>
    /// <param name="orchestrator">The kind's orchestrator.</param>
    /// <param name="work">What its jobs do.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static TaskRegistry AddLearning(this TaskRegistry registry, JobOrchestrator orchestrator, JobWork work, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry.Add(orchestrator).Add(new ReadJob(work)).Add(new RunSlice(work)).Add(new EndJob(work, time ?? TimeProvider.System));
    }
}
