using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Sessions;

namespace EmuEdit.Http;

/// <summary>A session as clients see it.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Expires">When it will be deleted unless it is used again.</param>
/// <param name="Width">The width of its images, in pixels.</param>
/// <param name="Height">The height of its images, in pixels.</param>
/// <param name="CurrentTurn">The turn whose image is current. 0 for the source.</param>
/// <param name="Turns">Its turns, in the order of their numbers.</param>
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

/// <summary>A session in a list.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Expires">When it will be deleted unless it is used again.</param>
/// <param name="Width">The width of its images, in pixels.</param>
/// <param name="Height">The height of its images, in pixels.</param>
/// <param name="CurrentTurn">The turn whose image is current. 0 for the source.</param>
/// <param name="Turns">The number of its turns.</param>
/// <param name="Instruction">The instruction of the current turn. Null for the source.</param>
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
/// <param name="Turn">The turn's number, from 1.</param>
/// <param name="Parent">The turn whose image it edits. 0 for the source.</param>
/// <param name="Instruction">What to change.</param>
/// <param name="Status">The turn's status.</param>
/// <param name="Seed">The seed of the noise.</param>
/// <param name="Created">When the turn was accepted.</param>
internal sealed record TurnView(int Turn, int Parent, string Instruction, TurnStatus Status, Seed Seed, DateTimeOffset Created)
{
    /// <summary>The task. Null until it is known.</summary>
    public string? Task { get; private init; }

    /// <summary>Whether the task was predicted from the instruction.</summary>
    public bool? TaskPredicted { get; private init; }

    /// <summary>The predictor's confidence, 0 to 1.</summary>
    public float? TaskConfidence { get; private init; }

    /// <summary>When the edit started.</summary>
    public DateTimeOffset? Started { get; private init; }

    /// <summary>When the turn finished.</summary>
    public DateTimeOffset? Finished { get; private init; }

    /// <summary>The number of pixels that differ from the parent's image.</summary>
    public int? ChangedPixels { get; private init; }

    /// <summary>Remarks for the user, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>
    /// The edits that the instruction asks for, if it asks for several: the client may make a turn of each. Null if it asks for one.
    /// </summary>
    public IReadOnlyList<string>? Edits { get; private init; }

    /// <summary>Why the turn failed.</summary>
    public TurnError? Error { get; private init; }

    /// <summary>The progress of an unfinished turn.</summary>
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
            Edits = turn.Edits,
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

/// <summary>The progress of a turn.</summary>
/// <param name="Step">The number of finished steps.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="Preview">The address of a preview.</param>
internal sealed record ProgressView(int Step, int Steps, string? Preview);
