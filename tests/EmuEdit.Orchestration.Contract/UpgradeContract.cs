namespace EmuEdit.Orchestration.Contract;

/// <summary>New code takes over while instances are unfinished.</summary>
public abstract class UpgradeContract : EngineContract
{
    private static TaskRegistry Activities() => new TaskRegistry()
        .Activity<string, string>("Draw", x => "drawn " + x)
        .Activity<string, string>("Check", x => "checked " + x);

    private static async Task<string> Before(OrchestrationContext context, string scene)
    {
        var drawn = await context.CallActivityAsync<string, string>("Draw", scene);
        context.SetCustomStatus("waiting");
        await context.WaitForEventAsync<string>("go");
        return drawn;
    }

    private static async Task<string> After(OrchestrationContext context, string scene)
    {
        var drawn = await context.CallActivityAsync<string, string>(
            "Draw",
            await context.CallActivityAsync<string, string>("Check", scene)
        );
        context.SetCustomStatus("waiting");
        await context.WaitForEventAsync<string>("go");
        return drawn;
    }

    [Fact]
    public async Task Upgrade_ChangedCallsUnderANewName_OldInstancesEndAsTheyBegan()
    {
        await using var host = await Start(Activities().Orchestrator<string, string>("Make", Before));
        var old = await host.Client.ScheduleAsync<string, string>("Make", "a house");
        await Reaches(host, old, "waiting");
        await host.Restart(Activities().Orchestrator<string, string>("Make", Before).Orchestrator<string, string>("MakeChecked", After));
        var young = await host.Client.ScheduleAsync<string, string>("MakeChecked", "a tree");
        await Reaches(host, young, "waiting");
        await host.Client.RaiseEventAsync(old, "go", "");
        await host.Client.RaiseEventAsync(young, "go", "");
        Assert.Equal("drawn a house", Output<string>(await End(host, old)));
        Assert.Equal("drawn checked a tree", Output<string>(await End(host, young)));
    }

    // Every engine sees a call that contradicts the history. One that is only added need not be seen: Durable makes it.
    [Fact]
    public async Task Upgrade_ChangedCallsUnderTheOldName_OldInstancesFail()
    {
        await using var host = await Start(Activities().Orchestrator<string, string>("Make", Before));
        var old = await host.Client.ScheduleAsync<string, string>("Make", "a house");
        await Reaches(host, old, "waiting");
        await host.Restart(Activities().Orchestrator<string, string>("Make", After));
        await host.Client.RaiseEventAsync(old, "go", "");
        Assert.Equal(OrchestrationStatus.Failed, (await End(host, old)).Status);
    }
}
