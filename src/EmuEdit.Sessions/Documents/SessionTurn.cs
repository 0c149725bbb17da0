using System.Text.Json.Serialization;
using EmuEdit.Editing;

namespace EmuEdit.Sessions;

/// <summary>Where a turn stands.</summary>
public enum TurnStatus
{
    /// <summary>Accepted; it waits for a free place.</summary>
    Queued,

    /// <summary>The edit is being made.</summary>
    Running,

    /// <summary>Its pictures are there.</summary>
    Completed,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Cancelled,
}

/// <summary>Why a turn failed.</summary>
/// <param name="Type">The exception's type, full name.</param>
/// <param name="Message">Its message.</param>
public sealed record TurnError(string Type, string Message);

/// <summary>One edit of a session, as its document has it. What it needs to be made again is all here.</summary>
/// <param name="Number">Its number, 1 for the session's first.</param>
/// <param name="Parent">The turn whose picture it edits; 0 for the source.</param>
/// <param name="Instruction">What to change.</param>
/// <param name="Options">How, the seed included.</param>
/// <param name="Created">When it was accepted.</param>
public sealed record SessionTurn(int Number, int Parent, string Instruction, EditOptions Options, DateTimeOffset Created)
{
    /// <summary>Where it stands.</summary>
    public TurnStatus Status { get; init; } = TurnStatus.Queued;

    /// <summary>Name of the mask that it keeps to, see <see cref="SessionStore.ReadMaskAsync"/>; null where it may change everything.</summary>
    public string? Mask { get; init; }

    /// <summary>The task it is done as; null until that is known.</summary>
    public TaskChoice? Task { get; init; }

    /// <summary>When the edit began; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Pixels that differ from the parent's picture; null unless completed.</summary>
    public int? ChangedPixels { get; init; }

    /// <summary>What the user should know, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why it failed; null unless it did.</summary>
    public TurnError? Error { get; init; }

    /// <summary>The client's name for the request; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is TurnStatus.Completed or TurnStatus.Failed or TurnStatus.Cancelled;
}
