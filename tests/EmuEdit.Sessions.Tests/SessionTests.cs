using EmuEdit.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace EmuEdit.Sessions.Tests;

/// <summary>The document by itself.</summary>
public class SessionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Session Empty => new("s", 1, 1, Now, Now + TimeSpan.FromDays(1));

    [Fact]
    public void Undo_ThenRedo_MovesAlongTheBranch()
    {
        var session = Completed(Completed(Completed(Empty)));
        Assert.Equal(
            (3, 2, 1, 0),
            (session.Current, session.Undo().Current, session.Undo().Undo().Current, session.Undo().Undo().Undo().Current)
        );
        Assert.Equal(2, session.Undo().Undo().Redo().Current);
        Assert.Equal(DocumentError.Conflict, Assert.Throws<SessionException>(() => Empty.Undo()).Error);
        Assert.Equal(DocumentError.Conflict, Assert.Throws<SessionException>(session.Redo).Error);
    }

    [Fact]
    public void Add_AfterUndo_BranchesAndRedoFollowsTheNewBranch()
    {
        var session = Completed(Completed(Completed(Empty)).Undo());
        Assert.Equal((3, 1), (session.Current, session.Turn(3).Parent));
        Assert.Equal(3, session.Undo().Redo().Current);
        var back = session.BranchAt(2);
        Assert.Equal((2, 1, 2), (back.Current, back.Undo().Current, back.Undo().Redo().Current));
    }

    [Fact]
    public void BranchAt_TurnOfTheCurrentBranch_KeepsWhatRedoFollows() =>
        Assert.Equal(2, Completed(Completed(Completed(Empty))).BranchAt(1).Redo().Current);

    [Fact]
    public void BranchAt_TurnWithoutAPicture_IsAConflict()
    {
        var session = Queued(Empty);
        session = session.With(session.Turn(1) with { Status = TurnStatus.Failed });
        Assert.Equal(DocumentError.Conflict, Assert.Throws<SessionException>(() => session.BranchAt(1)).Error);
        Assert.Equal(DocumentError.Missing, Assert.Throws<SessionException>(() => session.BranchAt(2)).Error);
    }

    [Fact]
    public void AnyMove_TurnUnfinished_IsAConflict()
    {
        var session = Queued(Completed(Empty));
        Func<Session>[] moves = [session.Undo, session.Redo, () => session.BranchAt(0), () => Queued(session)];
        Assert.All(moves, move => Assert.Equal(DocumentError.Conflict, Assert.Throws<SessionException>(move).Error));
    }

    [Fact]
    public void Live_EndedOrOutOfTime_IsGone()
    {
        Assert.Equal(DocumentError.Gone, Assert.Throws<SessionException>(() => Empty.Live(Now + TimeSpan.FromDays(1))).Error);
        Assert.Equal(DocumentError.Gone, Assert.Throws<SessionException>(() => Empty.End(Now).Live(Now)).Error);
        Assert.Equal(Now, Empty.End(Now).End(Now + TimeSpan.FromDays(1)).Ended);
    }

    // Whatever is done in whatever order: undoing leads to the source, redoing leads back to the tip, and no turn changes.
    [Fact]
    public void AnySequence_LeavesATreeThatUndoAndRedoWalk() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.Choose(0, 5).ArrayOf().ToArbitrary(), moves =>
        {
            var session = moves.Aggregate(Empty, Move);
            var source = session;
            while (source.Current != 0)
                source = source.Undo();
            var tip = source;
            while (tip.Current != tip.Tip)
                tip = tip.Redo();
            return tip.Current == session.Tip && session.Turns.All(t => t.Parent < t.Number);
        }));

    private static Session Move(Session session, int move)
    {
        try
        {
            return move switch
            {
                0 => session.Undo(),
                1 => session.Redo(),
                2 => session.BranchAt(session.Turns.Count / 2),
                3 => Failed(session),
                _ => Completed(session),
            };
        }
        catch (SessionException)
        {
            return session;
        }
    }

    private static Session Queued(Session session) => session.Add(new(session.Turns.Count + 1, session.Current, "red", new(), Now));

    private static Session Completed(Session session) => End(Queued(session), TurnStatus.Completed);

    private static Session Failed(Session session) => End(Queued(session), TurnStatus.Failed);

    private static Session End(Session session, TurnStatus status) => session.With(session.Turns[^1] with { Status = status });
}
