namespace EmuEdit.Core.Tests;

public class ComputeSlotsTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1), Soon = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Slots_OfNone_AreRefused() => Assert.Throws<InvalidInputException>(() => new ComputeSlots(0));

    [Theory]
    [InlineData(ComputePriority.Interactive)]
    [InlineData(ComputePriority.Background)]
    public async Task Enter_MoreThanThereAre_WaitsForOneToLeave(ComputePriority priority)
    {
        var slots = new ComputeSlots(2) { EditPatience = Soon, BackgroundPatience = Soon };
        using var first = slots.Enter(priority, Stop);
        using var second = slots.Enter(priority, Stop);
        var third = Enter(slots, priority);
        await Task.Delay(5 * Soon, Stop);
        Assert.False(third.IsCompleted);

        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task GiveWay_ToAnEdit_WaitsUntilItHasLeft()
    {
        var slots = new ComputeSlots(1) { EditPatience = Never, BackgroundPatience = Never };
        using var learning = slots.Enter(ComputePriority.Background, Stop);
        var edit = Enter(slots, ComputePriority.Interactive);
        UntilOneWaits(slots);
        var next = Task.Run(() => learning.GiveWay(Stop), Stop);

        var running = await edit;
        await Task.Delay(Soon, Stop);
        Assert.False(next.IsCompleted);
        running.Dispose();
        await next;
    }

    [Fact]
    public async Task GiveWay_ToOtherBackgroundWork_Alternates()
    {
        var slots = new ComputeSlots(1);
        using var learning = slots.Enter(ComputePriority.Background, Stop);
        var pairs = Enter(slots, ComputePriority.Background);
        UntilOneWaits(slots);
        var next = Task.Run(() => learning.GiveWay(Stop), Stop);
        (await pairs).Dispose();
        await next;
    }

    [Fact]
    public void GiveWay_WhereNobodyWaits_ReturnsAtOnce()
    {
        var slots = new ComputeSlots(1);
        using var learning = slots.Enter(ComputePriority.Background, Stop);
        learning.GiveWay(Stop);
    }

    [Fact]
    public async Task Edit_BesideWorkThatDoesNotGiveWay_StartsAfterItsPatience()
    {
        var slots = new ComputeSlots(1) { EditPatience = Soon };
        using var learning = slots.Enter(ComputePriority.Background, Stop);
        (await Enter(slots, ComputePriority.Interactive)).Dispose();
    }

    [Fact]
    public async Task Edit_WhosePatienceEndsWhileItLooks_StillStarts()
    {
        // Many short patiences: each may end between any two instructions of the wait.
        foreach (var microseconds in Enumerable.Range(0, 3000))
        {
            var slots = new ComputeSlots(1) { EditPatience = TimeSpan.FromMicroseconds(microseconds % 60) };
            using var learning = slots.Enter(ComputePriority.Background, Stop);
            (await Task.Run(() => slots.Enter(ComputePriority.Interactive, Stop), Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop)).Dispose();
        }
    }

    [Fact]
    public async Task Background_BesideEditsWithoutEnd_MakesAStepAfterItsPatience()
    {
        var slots = new ComputeSlots(1) { BackgroundPatience = Soon };
        using var edit = slots.Enter(ComputePriority.Interactive, Stop);
        (await Enter(slots, ComputePriority.Background)).Dispose();
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesItsPlaceInTheQueue()
    {
        var slots = new ComputeSlots(1);
        using var running = slots.Enter(ComputePriority.Interactive, Stop);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var waits = Task.Run(() => slots.Enter(ComputePriority.Interactive, giveUp.Token), Stop);
        var next = Enter(slots, ComputePriority.Interactive);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);

        running.Dispose();
        (await next).Dispose();
    }

    private static void UntilOneWaits(ComputeSlots slots) =>
        Assert.True(SpinWait.SpinUntil(() => slots.Waiting == 1, TimeSpan.FromMinutes(1)));

    // On a thread of its own: it blocks the one that it waits on.
    private static Task<ComputeSlots.Slot> Enter(ComputeSlots slots, ComputePriority priority) =>
        Task.Factory.StartNew(() => slots.Enter(priority, Stop), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
