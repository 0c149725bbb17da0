using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>The recorded reason why a task failed.</summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="TaskName">The name of the activity or orchestrator that failed.</param>
/// <param name="InnerFailure">The cause, if known. For a failed orchestration, the failure of the task in it.</param>
public sealed record TaskFailure(string ErrorType, string ErrorMessage, string TaskName, TaskFailure? InnerFailure = null)
{
    private const int MaxMessageLength = 4000;

    // The transient types of failures that older versions recorded without IsTransient.
    private static readonly string[] TransientBefore = ["EmuEdit.Storage.BlobStoreException", "System.IO.IOException"];

    /// <summary>Whether a retry may succeed, see <see cref="Faults.IsTransient"/>.</summary>
    public bool IsTransient { get; init; } = TransientBefore.Contains(ErrorType);

    /// <summary>Whether the exception's type was exactly <typeparamref name="T"/>. Derived types do not count.</summary>
    public bool IsCausedBy<T>() where T : Exception => ErrorType == typeof(T).FullName;

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>Creates a failure from an exception. A message of more than 4000 characters is truncated.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="taskName">The name of the task that threw it.</param>
    public static TaskFailure From(Exception exception, string taskName)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var inner = exception is TaskFailedException failed ? failed.Failure
            : exception.InnerException is { } cause ? From(cause, taskName)
            : null;
        var message = exception.Message.Length <= MaxMessageLength ? exception.Message : exception.Message[..MaxMessageLength] + "...";
        return new(exception.GetType().FullName!, message, taskName, inner)
        {
            IsTransient = exception is TaskFailedException ? inner!.IsTransient : Faults.IsTransient(exception),
        };
    }
}

/// <summary>An activity or sub-orchestration that an orchestrator called has failed.</summary>
/// <param name="failure">The failure.</param>
public sealed class TaskFailedException(TaskFailure failure) : Exception($"Task '{failure.TaskName}' failed: {failure.ErrorMessage}")
{
    /// <summary>The failure of the task.</summary>
    public TaskFailure Failure { get; } = failure;
}

/// <summary>
/// An orchestrator's code is not deterministic, or was changed while an instance was unfinished: it does not repeat what the journal
/// recorded, or it awaits something that the journal cannot record. The instance fails with this exception.
/// </summary>
/// <param name="message">Which step differs, and how.</param>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
