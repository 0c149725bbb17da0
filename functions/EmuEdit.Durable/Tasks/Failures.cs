using System.Text.RegularExpressions;
using EmuEdit.Orchestration;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>
/// Converts failures between the port and the SDK. The SDK does not record which task a failure came from; the message of the caller's
/// exception names it.
/// </summary>
internal static partial class Failures
{
    // The Functions host records this type as the cause of its own exception when a worker ended while it ran an activity.
    private const string WorkerExited = "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException";

    /// <summary>Whether a task did not fail but was cut off, because its process ended.</summary>
    public static bool IsCutOff(TaskFailure failure) =>
        failure.ErrorType == WorkerExited
        || failure.ErrorType != typeof(TaskFailedException).FullName && failure.InnerFailure is { } cause && IsCutOff(cause);

    /// <summary>Returns the failure of a task that an orchestrator called.</summary>
    public static TaskFailure Of(Sdk.TaskFailedException exception) =>
        // The failure of a terminated child has no details, because the SDK does not pass on the reason.
        exception.FailureDetails
            is { } details
            ? Of(details, exception.TaskName)
            : TaskFailure.From(new OperationCanceledException("Terminated."), exception.TaskName);

    /// <summary>Returns the failure of a task with a name.</summary>
    public static TaskFailure Of(Sdk.TaskFailureDetails details, string task)
    {
        if (details.ErrorType == typeof(TransientActivityException).FullName && details.InnerFailure is { } transient)
            return Of(transient, task) with { IsTransient = true };
        if (details.ErrorType != typeof(Sdk.TaskFailedException).FullName && details.ErrorType != typeof(TaskFailedException).FullName)
            return new(details.ErrorType, details.ErrorMessage, task, details.InnerFailure is { } cause ? Of(cause, task) : null);
        var called = CalledTask().Match(details.ErrorMessage) is { Success: true } match ? match.Groups[1].Value : task;
        var inner = details.InnerFailure is { } failed ? Of(failed, called) : null;
        return new(
            typeof(TaskFailedException).FullName!,
            inner is null ? details.ErrorMessage : new TaskFailedException(inner).Message,
            task,
            inner
        );
    }

    /// <summary>Returns an exception that the SDK records completely when an orchestrator throws it.</summary>
    public static Sdk.TaskFailedException ToSdk(TaskFailure failure) => new(failure.TaskName, 0, Details(failure));

    private static Sdk.TaskFailureDetails Details(TaskFailure failure) =>
        new(
            failure.ErrorType,
            failure.ErrorMessage,
            StackTrace: null,
            failure.InnerFailure is { } inner ? Details(inner) : null,
            Properties: null
        );

    [GeneratedRegex("^Task '(.+?)' ")]
    private static partial Regex CalledTask();
}
