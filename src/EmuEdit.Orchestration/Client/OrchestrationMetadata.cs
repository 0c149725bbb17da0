namespace EmuEdit.Orchestration;

/// <summary>The status of an instance.</summary>
public enum OrchestrationStatus
{
    /// <summary>Scheduled, but not yet started.</summary>
    Pending,

    /// <summary>Started and not finished. It may be waiting.</summary>
    Running,

    /// <summary>Finished with an output.</summary>
    Completed,

    /// <summary>Finished with an exception.</summary>
    Failed,

    /// <summary>Ended by <see cref="OrchestrationClient.TerminateAsync"/>.</summary>
    Terminated,
}

/// <summary>A snapshot of an instance's state.</summary>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="Name">The orchestrator's name.</param>
/// <param name="Status">The instance's status.</param>
/// <param name="CreatedAt">When the instance was scheduled.</param>
/// <param name="UpdatedAt">When the instance last changed. For a finished instance, when it ended.</param>
public sealed record OrchestrationMetadata(
    string InstanceId,
    string Name,
    OrchestrationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>The input as JSON. If the instance continued as new, the input of its latest run.</summary>
    public required string Input { get; init; }

    /// <summary>The output as JSON. For a terminated instance, the reason. Null in all other states.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// The last value that was passed to <see cref="OrchestrationContext.SetCustomStatus"/>, as JSON. Null if there is no value.
    /// </summary>
    public string? CustomStatus { get; init; }

    /// <summary>Why the instance failed. Null if it did not fail.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>Whether the instance has completed, failed or been terminated.</summary>
    public bool IsFinished => Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;

    /// <summary>Returns the output as a value, or default if there is no output.</summary>
    public T? ReadOutput<T>() => Output is null ? default : Payload.Read<T>(Output);

    /// <summary>Returns the custom status as a value, or default if there is no custom status.</summary>
    public T? ReadCustomStatus<T>() => CustomStatus is null ? default : Payload.Read<T>(CustomStatus);

    /// <summary>Returns the input as a value.</summary>
    public T ReadInput<T>() => Payload.Read<T>(Input);
}
