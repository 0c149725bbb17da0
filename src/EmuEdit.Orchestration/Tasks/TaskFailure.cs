using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>Why a task failed, as it is recorded.</summary>
/// <param name="ErrorType">Full name of the exception's type.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="TaskName">The activity or orchestrator it came from.</param>
/// <param name="InnerFailure">What caused it, if known: for a failed orchestration the task that failed in it.</param>
public sealed record TaskFailure(string ErrorType, string ErrorMessage, string TaskName, TaskFailure? InnerFailure = null)
{
    private const int MaxMessageLength = 4000;

    // Failures that were recorded before it was recorded whether they pass.
    private static readonly string[] TransientBefore = ["EmuEdit.Storage.BlobStoreException", "System.IO.IOException"];

    /// <summary>Whether trying again may help, see <see cref="Faults.IsTransient"/>.</summary>
    public bool IsTransient { get; init; } = TransientBefore.Contains(ErrorType);

    /// <summary>Whether the exception was exactly of type <typeparamref name="T"/>; its base types do not count.</summary>
    public bool IsCausedBy<T>() where T : Exception => ErrorType == typeof(T).FullName;

    /// <summary>Type and message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>The failure that an exception means. A message over 4000 characters is cut.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="taskName">The task it left.</param>
    public static TaskFailure From(Exception exception, string taskName)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var inner = exception is TaskFailedException failed ? failed.Failure
            : exception.InnerException is { } cause ? From(cause, taskName)
            : null;
        var message = exception.Message.Length <= MaxMessageLength ? exception.Message : exception.Message[..MaxMessageLength] + "...";
        return new(exception.GetType().FullName!, message, taskName, inner) { IsTransient = exception is TaskFailedException ? inner!.IsTransient : Faults.IsTransient(exception) };
    }
}

/// <summary>An activity or sub-orchestration that an orchestrator called has failed.</summary>
/// <param name="failure">Why.</param>
public sealed class TaskFailedException(TaskFailure failure) : Exception($"Task '{failure.TaskName}' failed: {failure.ErrorMessage}")
{
    /// <summary>Why it failed.</summary>
    public TaskFailure Failure { get; } = failure;
}

/// <summary>
/// An orchestrator's code is not deterministic, or was changed while an instance was unfinished: it does not repeat what the journal recorded, or awaits
/// what no journal can record. The instance fails with it.
/// </summary>
/// <param name="message">Which step differs, and how.</param>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
