using System.Text.Json.Serialization;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// A session's document: a source image and a tree of the turns made from it. <see cref="Current"/> is the turn whose image is shown and
/// edited by the next turn. Undo and redo move it along the branch that ends in <see cref="Tip"/>. Turns are added and never removed. A
/// document is immutable: a change returns a new one.
/// </summary>
/// <param name="Id">The session's id, see <see cref="SessionId"/>.</param>
/// <param name="Width">The width of its images, in pixels.</param>
/// <param name="Height">The height of its images, in pixels.</param>
/// <param name="Created">When the session was created.</param>
/// <param name="Expires">When the session expires unless it is used before.</param>
public sealed record Session(string Id, int Width, int Height, DateTimeOffset Created, DateTimeOffset Expires) : IDocument
{
    private static readonly TimeSpan NoticedInTime = TimeSpan.FromHours(1), Respite = TimeSpan.FromDays(1);

    /// <summary>Whether the source had transparent parts, which were put on white.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Flattened { get; init; }

    /// <summary>The turn whose image is shown. 0 for the source.</summary>
    public int Current { get; init; }

    /// <summary>The last turn of the current branch. 0 if there is none.</summary>
    public int Tip { get; init; }

    /// <summary>All turns by number. Numbers start at 1.</summary>
    public IReadOnlyList<SessionTurn> Turns { get; init; } = [];

    /// <summary>
    /// When the session was deleted or found expired. Null while it can be used. An ended session keeps only its document, for a while, so
    /// that clients learn that it has ended.
    /// </summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whether <see cref="Expires"/> was postponed because the expiry was noticed late. Using the session clears it.</summary>
    public bool PutOff { get; init; }

    /// <summary>The queued or running turn. There is at most one.</summary>
    [JsonIgnore]
    public SessionTurn? Unfinished => Turns.Count > 0 && !Turns[^1].IsFinished ? Turns[^1] : null;

    /// <summary>Returns a turn.</summary>
    /// <exception cref="SessionException">There is no turn with this number.</exception>
    public SessionTurn Turn(int number) =>
        number >= 1 && number <= Turns.Count ? Turns[number - 1] : throw SessionException.MissingTurn(this, number);

    /// <summary>Returns this session if it can be used.</summary>
    /// <exception cref="SessionException">The session has ended.</exception>
    public Session Live(DateTimeOffset now) =>
        Ended is not null ? throw SessionException.Deleted(Id)
        : Expires <= now ? throw SessionException.Expired(Id)
        : this;

    /// <summary>
    /// Ends the session if it has expired. If the expiry is noticed more than an hour late, postpones it by a day instead: the process was
    /// down or the clock was wrong, and somebody may still correct that. A clock that is two months ahead for an hour must not delete
    /// anything.
    /// </summary>
    public Session ExpireAt(DateTimeOffset now) =>
        Expires > now ? this
        : now - Expires > NoticedInTime && !PutOff ? this with { Expires = now + Respite, PutOff = true }
        : End(now);

    /// <summary>Adds a turn, which edits the current image.</summary>
    /// <exception cref="SessionException">A turn is unfinished.</exception>
    public Session Add(SessionTurn turn) => Idle() with { Turns = [.. Turns, turn] };

    /// <summary>Replaces a turn by its new state. A completed turn becomes the current turn.</summary>
    public Session With(SessionTurn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var changed = this with { Turns = [.. Turns.Select(t => t.Number == turn.Number ? turn : t)] };
        return turn.Status == TurnStatus.Completed ? changed with { Current = turn.Number, Tip = turn.Number } : changed;
    }

    /// <summary>Goes back to the image that the current turn edited.</summary>
    /// <exception cref="SessionException">The source is shown, or a turn is unfinished.</exception>
    public Session Undo() =>
        Idle() is { Current: > 0 }
            ? this with
            {
                Current = Turn(Current).Parent,
            }
            : throw SessionException.Conflict(this, "there is nothing to undo");

    /// <summary>Goes forward to the next turn of the current branch.</summary>
    /// <exception cref="SessionException">The last turn of the branch is shown, or a turn is unfinished.</exception>
    public Session Redo()
    {
        var next = Idle().Branch().TakeWhile(t => t != Current).LastOrDefault();
        return next > 0 ? this with { Current = next } : throw SessionException.Conflict(this, "there is nothing to redo");
    }

    /// <summary>
    /// Goes to the image of any completed turn, or to the source with 0. The next turn starts a branch there. Redo still works if the turn
    /// is on the current branch.
    /// </summary>
    /// <exception cref="SessionException">The turn does not exist or has no image, or a turn is unfinished.</exception>
    public Session BranchAt(int number)
    {
        if (number != 0 && Turn(number).Status != TurnStatus.Completed)
            throw SessionException.Conflict(
                this,
                $"turn {number} is {Turn(number).Status.ToString().ToLowerInvariant()} and has no image"
            );
        return Idle() with { Current = number, Tip = Branch().Contains(number) ? Tip : number };
    }

    /// <summary>Returns the session in the form that is kept after its end.</summary>
    public Session End(DateTimeOffset now) => Ended is null ? this with { Ended = now, Turns = [], Current = 0, Tip = 0 } : this;

    // The turns from the tip to the source.
    private IEnumerable<int> Branch()
    {
        for (var turn = Tip; turn != 0; turn = Turn(turn).Parent)
            yield return turn;
        yield return 0;
    }

    private Session Idle() => Unfinished is { } turn ? throw SessionException.Conflict(this, $"turn {turn.Number} is unfinished") : this;
}
