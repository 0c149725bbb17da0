using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;

namespace EmuEdit.Http;

/// <summary>A task as clients see it.</summary>
/// <param name="Name">The name by which an edit requests the task.</param>
/// <param name="Status">trained or learned, or the state of its job: running, paused, cancelled or failed.</param>
/// <param name="Description">What the task does. Null for a learned task.</param>
/// <param name="Reason">Why learning failed.</param>
/// <param name="Progress">The progress of learning.</param>
/// <param name="Learned">How the task was learned.</param>
internal sealed record TaskView(
    string Name,
    string Status,
    string? Description,
    string? Reason,
    JobProgressView? Progress,
    LearnedTask? Learned
)
{
    public static string Path(string name) => ApiPath.Of($"/api/tasks/{name}");

    public static TaskView Of(KnownTask task) =>
        new(
            task.Name,
            StatusOf(task),
            EditTask.All.FirstOrDefault(t => t.Name == task.Name)?.Description,
            task.Job?.Reason,
            JobProgressView.Of(task.Job),
            task.Learned
        );

    // A task that is learned again has the state of the new job until that completes.
    private static string StatusOf(KnownTask task) => task switch
    {
        { Job: { State: not DocumentState.Completed } job } => job.State.ToString().ToLowerInvariant(),
        { Learned: not null } => "learned",
        _ => "trained",
    };
}

/// <summary>The progress of a job after its last slice.</summary>
/// <param name="Share">The share that is done, 0 to 1. The job may end sooner.</param>
/// <param name="Step">The number of steps.</param>
/// <param name="Loss">The mean loss of the training.</param>
/// <param name="Error">The error on held-out samples.</param>
/// <param name="SecondsLeft">The estimated time to the end, at most.</param>
internal sealed record JobProgressView(double Share, long Step, double Loss, double? Error, double SecondsLeft)
{
    public static JobProgressView? Of(JobDocument? job) =>
        job?.Progress is { } p ? new(Math.Round(p.Share, 4), p.Step, p.Loss, p.Error, Math.Ceiling(p.SecondsLeft)) : null;
}
