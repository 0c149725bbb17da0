using System.Text.Json.Serialization;

namespace EmuEdit.Sessions;

/// <summary>
/// A session's document: a source picture and the turns made from it, a tree. <see cref="Current"/> points at the picture that is shown and that the next turn
/// edits; undo and redo move it along the branch that ends in <see cref="Tip"/>. Turns are only ever added. A document is immutable: a change gives a new one.
/// </summary>
/// <param name="Id">See <see cref="SessionId"/>.</param>
/// <param name="Width">Width of its pictures, pixels.</param>
/// <param name="Height">Height of its pictures, pixels.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends unless it is used before.</param>
public sealed record Session(string Id, int Width, int Height, DateTimeOffset Created, DateTimeOffset Expires)
{
    private static readonly TimeSpan NoticedInTime = TimeSpan.FromHours(1), Respite = TimeSpan.FromDays(1);

    /// <summary>Whether its source had transparent parts, which were put on white.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Flattened { get; init; }

    /// <summary>The turn whose picture is shown; 0 for the source.</summary>
    public int Current { get; init; }

    /// <summary>The last turn of the current branch; 0 where it has none.</summary>
    public int Tip { get; init; }

    /// <summary>All turns by number, from 1.</summary>
    public IReadOnlyList<SessionTurn> Turns { get; init; } = [];

    /// <summary>When it was deleted or found expired; null while it can be used. An ended session keeps its document for a while, to say so, and nothing else.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whether <see cref="Expires"/> was put off, because it was noticed late. Use of the session clears it.</summary>
    public bool PutOff { get; init; }

    /// <summary>The turn that is queued or running; there is at most one.</summary>
    [JsonIgnore]
    public SessionTurn? Unfinished => Turns.Count > 0 && !Turns[^1].IsFinished ? Turns[^1] : null;

    /// <summary>A turn.</summary>
    /// <exception cref="SessionException">There is none of that number.</exception>
    public SessionTurn Turn(int number) => number >= 1 && number <= Turns.Count ? Turns[number - 1] : throw SessionException.MissingTurn(this, number);

    /// <summary>This session, if it can be used.</summary>
    /// <exception cref="SessionException">It has ended.</exception>
    public Session Live(DateTimeOffset now) =>
        Ended is not null ? throw SessionException.Deleted(Id)
        : Expires <= now ? throw SessionException.Expired(Id)
        : this;

    /// <summary>
    /// The session when its time has come: ended, or put off by a day where that is noticed more than an hour late. Then the process was down or the clock was set wrong, and
    /// somebody may still mend it: a clock that is two months ahead for an hour must not delete anything.
    /// </summary>
    public Session ExpireAt(DateTimeOffset now) =>
        Expires > now ? this
        : now - Expires > NoticedInTime && !PutOff ? this with { Expires = now + Respite, PutOff = true }
        : End(now);

    /// <summary>With one more turn, an edit of the current picture.</summary>
    /// <exception cref="SessionException">A turn is unfinished.</exception>
    public Session Add(SessionTurn turn) => Idle() with { Turns = [.. Turns, turn] };

    /// <summary>With a turn in a new state. A completed turn becomes the current one.</summary>
    public Session With(SessionTurn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var changed = this with { Turns = [.. Turns.Select(t => t.Number == turn.Number ? turn : t)] };
        return turn.Status == TurnStatus.Completed ? changed with { Current = turn.Number, Tip = turn.Number } : changed;
    }

    /// <summary>Back to the picture that the current turn edited.</summary>
    /// <exception cref="SessionException">The source is shown, or a turn is unfinished.</exception>
    public Session Undo() => Idle() is { Current: > 0 } ? this with { Current = Turn(Current).Parent } : throw SessionException.Conflict(this, "there is nothing to undo");

    /// <summary>On to the next turn of the current branch.</summary>
    /// <exception cref="SessionException">Its last turn is shown, or a turn is unfinished.</exception>
    public Session Redo()
    {
        var next = Idle().Branch().TakeWhile(t => t != Current).LastOrDefault();
        return next > 0 ? this with { Current = next } : throw SessionException.Conflict(this, "there is nothing to redo");
    }

    /// <summary>To the picture of any completed turn, or 0 for the source; the next turn starts a branch there. Redo still works where the turn lies on the current branch.</summary>
    /// <exception cref="SessionException">There is no such turn, it has no picture, or a turn is unfinished.</exception>
    public Session BranchAt(int number)
    {
        if (number != 0 && Turn(number).Status != TurnStatus.Completed)
            throw SessionException.Conflict(this, $"turn {number} is {Turn(number).Status.ToString().ToLowerInvariant()} and has no picture");
        return Idle() with { Current = number, Tip = Branch().Contains(number) ? Tip : number };
    }

    /// <summary>The session as it is kept after its end.</summary>
    public Session End(DateTimeOffset now) => Ended is null ? this with { Ended = now, Turns = [], Current = 0, Tip = 0 } : this;

    // From the tip to the source.
    private IEnumerable<int> Branch()
    {
        for (var turn = Tip; turn != 0; turn = Turn(turn).Parent)
            yield return turn;
        yield return 0;
    }

    private Session Idle() => Unfinished is { } turn ? throw SessionException.Conflict(this, $"turn {turn.Number} is unfinished") : this;
}
