using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Sessions;

namespace EmuEdit.Http;

/// <summary>A session as clients see it.</summary>
internal sealed record SessionView(
    string Id,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    int Width,
    int Height,
    int CurrentTurn,
    IReadOnlyList<TurnView> Turns
)
{
    public static string Path(string id) => ApiPath.Of($"/api/sessions/{id}");

    public static SessionView Of(Session session) =>
        new(
            session.Id,
            session.Created,
            session.Expires,
            session.Width,
            session.Height,
            session.Current,
            [.. session.Turns.Select(t => TurnView.Of(session.Id, t, null))]
        );
}

/// <summary>
/// A session in a list, with the number of its turns, the instruction of the current turn (null for the source), and a small image.
/// </summary>
internal sealed record ListedSessionView(
    string Id,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    int Width,
    int Height,
    int CurrentTurn,
    int Turns,
    string? Instruction
)
{
    private const int ThumbnailWidth = 256;

    /// <summary>The address of a small image of the current turn.</summary>
    public string Thumbnail => $"{TurnView.Path(Id, CurrentTurn)}/image?width={ThumbnailWidth}";

    /// <summary>The session's place in the list, from which the next page continues.</summary>
    [JsonIgnore]
    public string Place => new SessionPlace(Created, Id).ToString();

    public static ListedSessionView Of(Session session) => new(
        session.Id, session.Created, session.Expires, session.Width, session.Height, session.Current, session.Turns.Count,
        session.Current > 0 ? session.Turn(session.Current).Instruction : null);
}

/// <summary>A turn as clients see it. A field that does not apply is null.</summary>
internal sealed record TurnView(int Turn, int Parent, string Instruction, TurnStatus Status, Seed Seed, DateTimeOffset Created)
{
    public string? Task { get; private init; }

    public bool? TaskPredicted { get; private init; }

    public float? TaskConfidence { get; private init; }

    public DateTimeOffset? Started { get; private init; }

    public DateTimeOffset? Finished { get; private init; }

    public int? ChangedPixels { get; private init; }

    public IReadOnlyList<string> Remarks { get; private init; } = [];

    public TurnError? Error { get; private init; }

    public ProgressView? Progress { get; private init; }

    /// <summary>Whether the turn has a mask.</summary>
    public bool Masked { get; private init; }

    /// <summary>The address of the image.</summary>
    public string? Image { get; private init; }

    /// <summary>The address of the mask of changed pixels.</summary>
    public string? Changes { get; private init; }

    public static string Path(string id, int turn) => $"{SessionView.Path(id)}/turns/{turn}";

    /// <summary>
    /// Returns the turn with its progress. The progress of a finished turn is not requested, because a request to another process takes
    /// time.
    /// </summary>
    public static async Task<TurnView> OfAsync(string id, SessionTurn turn, ITurnProgress progress, CancellationToken cancellationToken) =>
        Of(id, turn, turn.IsFinished ? null : await progress.FindAsync(new(id, turn.Number), cancellationToken));

    public static TurnView Of(string id, SessionTurn turn, TurnProgress? progress)
    {
        var (path, completed) = (Path(id, turn.Number), turn.Status == TurnStatus.Completed);
        return new(turn.Number, turn.Parent, turn.Instruction, turn.Status, turn.Options.Seed, turn.Created)
        {
            Task = turn.Task?.Task ?? turn.Options.Task,
            TaskPredicted = turn.Task?.Predicted,
            TaskConfidence = turn.Task?.Confidence,
            Started = turn.Started,
            Finished = turn.Finished,
            ChangedPixels = turn.ChangedPixels,
            Masked = turn.Mask is not null,
            Remarks = turn.Remarks,
            Error = turn.Error,
            Progress =
                turn.IsFinished || progress is null
                    ? null
                    : new(progress.Step, progress.Steps, progress.Preview is null ? null : path + "/preview"),
            Image = completed ? path + "/image" : null,
            Changes = completed ? path + "/changes" : null,
        };
    }
}

/// <summary>The progress of a turn: the step, the number of steps, and the address of a preview.</summary>
internal sealed record ProgressView(int Step, int Steps, string? Preview);
