using System.Text.Json.Serialization;
using EmuEdit.Editing;

namespace EmuEdit.Sessions;

/// <summary>The status of a turn.</summary>
public enum TurnStatus
{
    /// <summary>Accepted, and waiting for a free worker.</summary>
    Queued,

    /// <summary>The edit is being made.</summary>
    Running,

    /// <summary>Finished, with images.</summary>
    Completed,

    /// <summary>Finished with an error.</summary>
    Failed,

    /// <summary>Cancelled before it completed.</summary>
    Cancelled,
}

/// <summary>Why a turn failed.</summary>
/// <param name="Type">The full name of the exception's type.</param>
/// <param name="Message">The exception's message.</param>
public sealed record TurnError(string Type, string Message);

/// <summary>One edit of a session, as stored in the session's document. It contains everything that is needed to repeat the edit.</summary>
/// <param name="Number">The turn's number. The session's first turn is 1.</param>
/// <param name="Parent">The turn whose image it edits. 0 for the source.</param>
/// <param name="Instruction">What to change.</param>
/// <param name="Options">The edit's options, including the seed.</param>
/// <param name="Created">When the turn was accepted.</param>
public sealed record SessionTurn(int Number, int Parent, string Instruction, EditOptions Options, DateTimeOffset Created)
{
    /// <summary>The turn's status.</summary>
    public TurnStatus Status { get; init; } = TurnStatus.Queued;

    /// <summary>
    /// The name of the turn's mask, see <see cref="SessionStore.ReadMaskAsync"/>. Null if the turn may change all pixels.
    /// </summary>
    public string? Mask { get; init; }

    /// <summary>The task of the edit. Null until it is known.</summary>
    public TaskChoice? Task { get; init; }

    /// <summary>When the edit started. Null before that.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When the turn finished. Null before that.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>The number of pixels that differ from the parent's image. Null unless completed.</summary>
    public int? ChangedPixels { get; init; }

    /// <summary>Remarks for the user, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The edits that the instruction asks for, if it asks for several: one turn each. Null if it asks for one.</summary>
    public IReadOnlyList<string>? Edits { get; init; }

    /// <summary>Why the turn failed. Null unless it failed.</summary>
    public TurnError? Error { get; init; }

    /// <summary>The client's idempotency key for the request. Null if there is none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the turn has completed, failed or been cancelled.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is TurnStatus.Completed or TurnStatus.Failed or TurnStatus.Cancelled;
}
