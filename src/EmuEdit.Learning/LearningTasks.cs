using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>The orchestrators and activities that learn.</summary>
public static class LearningTasks
{
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
