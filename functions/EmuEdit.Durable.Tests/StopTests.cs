using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Contract;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Durable.Tests;

/// <summary>A worker that is asked to go while it works: nothing fails, and nothing is lost.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _begun = new(0);
    private TestHub? _hub;
    private int _calls;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public ValueTask DisposeAsync() => _hub!.DisposeAsync();

    [Fact]
    public async Task Stop_WithinTheGracePeriod_FinishesWhatRuns()
    {
        var finish = new TaskCompletionSource();
        using var worker = await Worker(Long, async _ => await finish.Task);
        var client = Client(worker);
        var id = await client.ScheduleAsync<int, int>("Call", 1, cancellationToken: Stop);
        await _begun.WaitAsync(Stop);
        var stopping = worker.StopAsync(Stop);
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping;
        using var next = await Worker(Long, _ => Task.CompletedTask);
        await Completed(Client(next), id);
        Assert.Equal(1, _calls);
        await next.StopAsync(Stop);
    }

    [Fact]
    public async Task Stop_PastTheGracePeriod_AnotherWorkerDoesIt()
    {
        using var worker = await Worker(TimeSpan.FromMilliseconds(50), stopping => Task.Delay(Timeout.Infinite, stopping));
        var id = await Client(worker).ScheduleAsync<int, int>("Call", 1, cancellationToken: Stop);
        await _begun.WaitAsync(Stop);
        await worker.StopAsync(Stop);
        using var next = await Worker(Long, _ => Task.CompletedTask);
        await Completed(Client(next), id);
        Assert.Equal(2, _calls);
        await next.StopAsync(Stop);
    }

    [Fact]
    public async Task Stop_WorkThatComesMeanwhile_IsNotBegun()
    {
        var finish = new TaskCompletionSource();
        using var worker = await Worker(Long, async _ => await finish.Task);
        var client = Client(worker);
        var first = await client.ScheduleAsync<int, int>("Call", 1, cancellationToken: Stop);
        await _begun.WaitAsync(Stop);
        var stopping = worker.StopAsync(Stop);
        var second = await client.ScheduleAsync<int, int>("Call", 2, cancellationToken: Stop);
        await Task.Delay(200, Stop);
        Assert.Equal(1, _calls);
        finish.SetResult();
        await stopping;
        using var next = await Worker(Long, _ => Task.CompletedTask);
        await Completed(Client(next), first);
        await Completed(Client(next), second);
        Assert.Equal(2, _calls);
        await next.StopAsync(Stop);
    }

    private static async Task Completed(OrchestrationClient client, string id) =>
        Assert.Equal(OrchestrationStatus.Completed, (await client.WaitForCompletionAsync(id, Stop).WaitAsync(Long, Stop)).Status);

    private async Task<IHost> Worker(TimeSpan grace, Func<CancellationToken, Task> work)
    {
        var tasks = new TaskRegistry()
            .AsyncActivity<int, int>("Work", async (context, x) =>
            {
                Interlocked.Increment(ref _calls);
                _begun.Release();
                await work(context.Stopping);
                return x;
            })
            .Orchestrator<int, int>("Call", (context, x) => context.CallActivityAsync<int, int>("Work", x));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var calls = SchedulerConnection.Open(_hub!.Connection, "test");
        builder
            .Services.AddSingleton(tasks)
            .AddSchedulerWorker(calls, grace, w => w.AddTasks(r => r.AddOrchestrators(tasks).AddActivities(tasks, _ => true)));
        builder.Services.AddDurableTaskClient(c => c.UseGrpc(o => o.CallInvoker = calls).RegisterDirectly());
        var worker = builder.Build();
        await worker.StartAsync(Stop);
        return worker;
    }

    private static DurableOrchestrationClient Client(IHost worker)
    {
        var (sdk, tasks) = (worker.Services.GetRequiredService<DurableTaskClient>(), worker.Services.GetRequiredService<TaskRegistry>());
        return new(() => sdk, tasks);
    }
}
