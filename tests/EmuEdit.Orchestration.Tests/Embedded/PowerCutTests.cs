using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>What is on the disk, and not only in the memory of the kernel, when a call returns.</summary>
public sealed class PowerCutTests
{
    private static TaskRegistry Tasks => new TaskRegistry()
        .Activity<string, int>("Length", s => s.Length)
        .Orchestrator<int, string>("Wait", async (context, x) =>
        {
            context.SetCustomStatus("waiting");
            var word = await context.WaitForEventAsync<string>("word");
            return $"{x} {word} {await context.CallActivityAsync<string, int>("Length", word)}";
        });

    [Theory]
    [InlineData(JournalSync.Full)]
    [InlineData(JournalSync.Accepted)]
    public async Task PowerCut_AfterACallReturned_WhatItAskedForIsThere(JournalSync sync)
    {
        using var disk = new Disk();
        Assert.SkipUnless(disk.WhyNot is null, disk.WhyNot ?? "");
        var options = new EmbeddedEngineOptions { Sync = sync };
        await using var engine = EmbeddedEngine.Open(Path.Combine(disk.Folder, "new", "journal"), Tasks, options);
        await engine.ScheduleAsync<int, string>("Wait", 7, "accepted", TestContext.Current.CancellationToken);
        var scheduled = disk.CutPower();
        await Patience.Until(
            async () => (await engine.GetAsync("accepted"))?.ReadCustomStatus<string>() == "waiting",
            TestContext.Current.CancellationToken
        );
        await engine.RaiseEventAsync("accepted", "word", "four", TestContext.Current.CancellationToken);
        var raised = disk.CutPower();

        Assert.Equal("7 other 5", await End(scheduled, "other"));
        Assert.Equal("7 four 4", await End(raised, raise: null));
    }

    private static async Task<string?> End(string disk, string? raise)
    {
        await using var engine = EmbeddedEngine.Open(Path.Combine(disk, "new", "journal"), Tasks);
        if (raise is not null)
            await engine.RaiseEventAsync("accepted", "word", raise);
        return (await engine.WaitForCompletionAsync("accepted").Ends()).ReadOutput<string>();
    }
}
