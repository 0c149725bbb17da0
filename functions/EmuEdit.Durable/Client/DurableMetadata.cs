using EmuEdit.Orchestration;
using Sdk = Microsoft.DurableTask;
using SdkClient = Microsoft.DurableTask.Client;
using SdkStatus = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace EmuEdit.Durable;

/// <summary>Converts instances and their states between the SDK and the port.</summary>
internal static class DurableMetadata
{
    public static OrchestrationMetadata Of(SdkClient.OrchestrationMetadata instance)
    {
        var status = Of(instance.RuntimeStatus);
        return new(instance.InstanceId, instance.Name, status, instance.CreatedAt, instance.LastUpdatedAt)
        {
            Input = instance.SerializedInput ?? JsonPayload.Null,
            Output = status is OrchestrationStatus.Completed or OrchestrationStatus.Terminated
                ? instance.SerializedOutput ?? JsonPayload.Null
                : null,
            CustomStatus = instance.SerializedCustomStatus is JsonPayload.Null or "" ? null : instance.SerializedCustomStatus,
            Failure = status == OrchestrationStatus.Failed ? FailureOf(instance) : null,
        };
    }

    // Some backends keep only a text, which arrives as the output.
    private static TaskFailure FailureOf(SdkClient.OrchestrationMetadata instance) =>
        instance.FailureDetails is { } details
            ? Failures.Of(details, instance.Name)
            : new(typeof(Sdk.TaskFailedException).FullName!, instance.SerializedOutput ?? "The task hub kept no reason.", instance.Name);

    /// <summary>Returns all SDK states that mean this state.</summary>
    public static IEnumerable<SdkStatus> ToSdk(OrchestrationStatus status) => Enum.GetValues<SdkStatus>().Where(s => Of(s) == status);

    // A suspended instance is a running one that waits. Our code suspends none.
    private static OrchestrationStatus Of(SdkStatus status) => status switch
    {
        SdkStatus.Pending => OrchestrationStatus.Pending,
        SdkStatus.Completed => OrchestrationStatus.Completed,
        SdkStatus.Failed => OrchestrationStatus.Failed,
        SdkStatus.Terminated => OrchestrationStatus.Terminated,
        _ => OrchestrationStatus.Running,
    };
}
