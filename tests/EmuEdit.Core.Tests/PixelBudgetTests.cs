using System.Runtime.CompilerServices;

namespace EmuEdit.Core.Tests;

public class PixelBudgetTests
{
    private readonly PixelBudget _budget = new(100) { Patience = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public void Reserve_OverTheBudget_IsBusy()
    {
        using var first = _budget.Reserve(8, 8);
        var busy = Assert.Throws<BusyException>(() => _budget.Reserve(6, 7));
        Assert.True(busy.RetryAfter > TimeSpan.Zero);
        Assert.Contains("64 pixels", busy.Message, StringComparison.Ordinal);
        using var second = _budget.Reserve(6, 6);
        Assert.Equal(100, _budget.Used);
    }

    [Fact]
    public void Reserve_AfterOneWasGivenBack_Succeeds()
    {
        _budget.Reserve(10, 10).Dispose();
        using var again = _budget.Reserve(10, 10);
        Assert.Equal(100, _budget.Used);
    }

    [Fact]
    public void Reserve_AfterAPictureIsGarbage_Succeeds()
    {
        Drop();
        Assert.Equal(100, _budget.Used);
        using var again = _budget.Reserve(10, 10);
        Assert.Equal(100, _budget.Used);
    }

    [Fact]
    public void Reserve_WhileAPictureLives_IsBusy()
    {
        var picture = Hold(_budget);
        Assert.Throws<BusyException>(() => _budget.Reserve(1, 1));
        GC.KeepAlive(picture);
    }

    [Fact]
    public void Reserve_APictureOfMore_IsLetInAlone()
    {
        using (_budget.Reserve(20, 20))
            Assert.Throws<BusyException>(() => _budget.Reserve(1, 1));
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public void Lease_DisposedOfTwice_GivesBackOnce()
    {
        using var other = _budget.Reserve(5, 5);
        var lease = _budget.Reserve(5, 5);
        lease.Dispose();
        lease.Dispose();
        Assert.Equal(25, _budget.Used);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drop() => Hold(_budget);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Image Hold(PixelBudget budget) => budget.Reserve(10, 10).HoldFor(new(10, 10));
}
