namespace EmuEdit.Orchestration;

/// <summary>Where an instance stands.</summary>
public enum OrchestrationStatus
{
    /// <summary>Scheduled, not yet started.</summary>
    Pending,

    /// <summary>Started and not finished; also while it waits.</summary>
    Running,

    /// <summary>Finished with an output.</summary>
    Completed,

    /// <summary>Finished by an exception.</summary>
    Failed,

    /// <summary>Ended by <see cref="OrchestrationClient.TerminateAsync"/>.</summary>
    Terminated,
}

/// <summary>An instance as it stood when it was read.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Name">Its orchestrator's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was scheduled.</param>
/// <param name="UpdatedAt">When something last happened to it; for a finished instance the end.</param>
public sealed record OrchestrationMetadata(string InstanceId, string Name, OrchestrationStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Input, JSON; of the latest run where it continued as new.</summary>
    public required string Input { get; init; }

    /// <summary>Output, JSON; the reason of a terminated instance; null in the other states.</summary>
    public string? Output { get; init; }

    /// <summary>What <see cref="OrchestrationContext.SetCustomStatus"/> last set, JSON; null for nothing.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>Whether nothing more will happen.</summary>
    public bool IsFinished => Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;

    /// <summary>The output as a value; default where there is none.</summary>
    public T? ReadOutput<T>() => Output is null ? default : Payload.Read<T>(Output);

    /// <summary>The custom status as a value; default where there is none.</summary>
    public T? ReadCustomStatus<T>() => CustomStatus is null ? default : Payload.Read<T>(CustomStatus);

    /// <summary>The input as a value.</summary>
    public T ReadInput<T>() => Payload.Read<T>(Input);
}
