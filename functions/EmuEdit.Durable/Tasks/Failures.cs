using System.Text.RegularExpressions;
using EmuEdit.Orchestration;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>Failures of the port and of the SDK, which does not record which task a failure came from: that stands in the message of what its caller threw.</summary>
internal static partial class Failures
{
    // What the Functions host records, as the cause of its own exception, for an activity whose worker went away under it.
    private const string WorkerExited = "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException";

    /// <summary>Whether a task did not fail but was cut off, because the process that ran it ended.</summary>
    public static bool IsCutOff(TaskFailure failure) =>
        failure.ErrorType == WorkerExited || failure.ErrorType != typeof(TaskFailedException).FullName && failure.InnerFailure is { } cause && IsCutOff(cause);

    /// <summary>The failure of a task that an orchestrator called.</summary>
    public static TaskFailure Of(Sdk.TaskFailedException exception) =>
        // A terminated child comes without details; the SDK keeps the reason to itself.
        exception.FailureDetails is { } details ? Of(details, exception.TaskName) : TaskFailure.From(new OperationCanceledException("Terminated."), exception.TaskName);

    /// <summary>The failure of a task of that name.</summary>
    public static TaskFailure Of(Sdk.TaskFailureDetails details, string task)
    {
        if (details.ErrorType == typeof(TransientActivityException).FullName && details.InnerFailure is { } transient)
            return Of(transient, task) with { IsTransient = true };
        if (details.ErrorType != typeof(Sdk.TaskFailedException).FullName && details.ErrorType != typeof(TaskFailedException).FullName)
            return new(details.ErrorType, details.ErrorMessage, task, details.InnerFailure is { } cause ? Of(cause, task) : null);
        var called = CalledTask().Match(details.ErrorMessage) is { Success: true } match ? match.Groups[1].Value : task;
        var inner = details.InnerFailure is { } failed ? Of(failed, called) : null;
        return new(typeof(TaskFailedException).FullName!, inner is null ? details.ErrorMessage : new TaskFailedException(inner).Message, task, inner);
    }

    /// <summary>What the SDK records whole when it leaves an orchestrator.</summary>
    public static Sdk.TaskFailedException ToSdk(TaskFailure failure) => new(failure.TaskName, 0, Details(failure));

    private static Sdk.TaskFailureDetails Details(TaskFailure failure) =>
        new(failure.ErrorType, failure.ErrorMessage, StackTrace: null, failure.InnerFailure is { } inner ? Details(inner) : null, Properties: null);

    [GeneratedRegex("^Task '(.+?)' ")]
    private static partial Regex CalledTask();
}
