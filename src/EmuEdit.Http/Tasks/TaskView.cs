using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Onnx;

namespace EmuEdit.Http;

/// <summary>A task as clients see it.</summary>
/// <param name="Name">Its name: what an edit asks for it by.</param>
/// <param name="Status">trained, learned, or while it is none of these: running, paused, cancelled, failed.</param>
/// <param name="Description">What it does; null for one that was not trained.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Progress">How far learning is.</param>
/// <param name="Learned">How it was learned.</param>
internal sealed record TaskView(string Name, string Status, string? Description, string? Reason, JobProgressView? Progress, LearnedTask? Learned)
{
    public static string Path(string name) => ApiPath.Of($"/api/tasks/{name}");

    public static TaskView Of(KnownTask task) => new(
        task.Name, StatusOf(task), EditTask.All.FirstOrDefault(t => t.Name == task.Name)?.Description, task.Job?.Reason, JobProgressView.Of(task.Job), task.Learned);

    // Learned again in place of itself, it is learned all the while.
    private static string StatusOf(KnownTask task) => task switch
    {
        { Job: { State: not JobState.Completed } job } => job.State.ToString().ToLowerInvariant(),
        { Learned: not null } => "learned",
        _ => "trained",
    };
}

/// <summary>How far a job was after its last slice.</summary>
internal sealed record JobProgressView(double Share, long Step, double Loss, double? Error, double SecondsLeft)
{
    public static JobProgressView? Of(JobDocument? job) => job?.Progress is { } p ? new(Math.Round(p.Share, 4), p.Step, p.Loss, p.Error, Math.Ceiling(p.SecondsLeft)) : null;
}
