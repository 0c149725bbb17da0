namespace EmuEdit.Sessions.Tests;

public class LiveTurnProgressTests
{
    private static readonly TurnReference Turn = new("s", 1);

    private readonly LiveTurnProgress _progress = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_WithoutAPreview_KeepsTheOneBefore()
    {
        _progress.Report(Turn, new(1, 9, [1]));
        _progress.Report(new("s", 1), new(2, 9));
        Assert.True(await _progress.FindAsync(Turn, Stop) is { Step: 2, Preview: [1] });
        Assert.Null(await _progress.FindAsync(new("s", 2), Stop));
    }

    [Fact]
    public async Task Changed_CompletesAtTheNextReportAndAtTheEnd()
    {
        var changed = _progress.ChangedAsync(Turn);
        _progress.Report(new("other", 1), new(1, 9));
        Assert.False(changed.IsCompleted);
        _progress.Report(Turn, new(1, 9));
        Assert.True(changed.IsCompleted);
        var ended = _progress.ChangedAsync(Turn);
        Assert.False(ended.IsCompleted);
        _progress.Forget(Turn);
        Assert.True(ended.IsCompleted);
        Assert.Null(await _progress.FindAsync(Turn, Stop));
    }
}
