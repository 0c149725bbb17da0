namespace EmuEdit.Orchestration.Contract;

/// <summary>An engine under test.</summary>
public interface IEngineHost : IAsyncDisposable
{
    OrchestrationClient Client { get; }

    /// <summary>Stops the engine and starts it again on what it has stored.</summary>
    Task Restart();

    /// <summary>The same, with other code.</summary>
    Task Restart(TaskRegistry registry);
}

/// <summary>What the contract's test classes have in common. An engine's tests derive from each of them and say how to start it.</summary>
public abstract class EngineContract
{
    // Nothing that works comes near it; it ends what hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    protected abstract Task<IEngineHost> Start(TaskRegistry registry);

    /// <summary>Runs one orchestration to its end.</summary>
    protected async Task<OrchestrationMetadata> RunOne<TIn, TOut>(TaskRegistry registry, string orchestrator, TIn input)
    {
        await using var host = await Start(registry);
        return await End(host, await host.Client.ScheduleAsync<TIn, TOut>(orchestrator, input));
    }

    protected static async Task<OrchestrationMetadata> End(IEngineHost host, string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await host.Client.WaitForCompletionAsync(id, patience.Token);
    }

    /// <summary>The output of an instance that must have completed.</summary>
    protected static T Output<T>(OrchestrationMetadata instance)
    {
        Assert.True(instance.Status == OrchestrationStatus.Completed, $"{instance.Status}: {instance.Failure}");
        return instance.ReadOutput<T>()!;
    }

    /// <summary>Waits until the instance's custom status is that.</summary>
    protected static async Task Reaches(IEngineHost host, string id, string customStatus)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await host.Client.GetAsync(id, patience.Token))?.ReadCustomStatus<string>() != customStatus)
            await Task.Delay(5, patience.Token);
    }

    /// <summary>Waits until the instance has begun again with that input.</summary>
    protected static async Task Continues(IEngineHost host, string id, int input)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await host.Client.GetAsync(id, patience.Token))!.ReadInput<int>() != input)
            await Task.Delay(1, patience.Token);
    }
}
