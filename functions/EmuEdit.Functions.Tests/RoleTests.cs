using EmuEdit.Core;
using EmuEdit.Durable;
using EmuEdit.Http;
using EmuEdit.Onnx;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmuEdit.Functions.Tests;

public class RoleTests
{
    private static readonly string[] OnTheGpu = ["FilterPairs", "MakeEdit", "RunSlice-inversion", "RunSlice-training", "SynthesisePairs"];

    [Fact]
    public void Roles_ShareTheActivities()
    {
        var (cpu, gpu, all) = (Activities(HostRole.Cpu), Activities(HostRole.Gpu), Activities(HostRole.All));
        Assert.Equal(OnTheGpu, gpu);
        Assert.Equal(all, cpu.Concat(gpu).Order());
        Assert.Empty(cpu.Intersect(gpu));
    }

    // The host leaves out a function whose name it does not like, and then fails whoever calls it.
    [Fact]
    public void Tasks_HaveNamesOfFunctions()
    {
        using var work = Work(HostRole.All, out var folder);
        using (folder)
            Assert.All(
                work.Tasks.Activities.Keys.Concat(work.Tasks.Orchestrators.Keys),
                name => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,127}$", name)
            );
    }

    [Fact]
    public async Task GpuWorker_IsBuilt_WithoutASecret()
    {
        using var work = Work(HostRole.Gpu, out var folder);
        using (folder)
            await Gpu(work, "Endpoint=https://hub.example;Authentication=ManagedIdentity;ClientID=00000000-0000-0000-0000-000000000001")
                .DisposeAsync();
    }

    [Fact]
    public async Task GpuWorker_AsksForItsActivitiesAlone()
    {
        using var work = Work(HostRole.Gpu, out var folder);
        using (folder)
        {
            await using var worker = Gpu(work, "Endpoint=http://127.0.0.1:1;Authentication=None");
            var filters = worker.Services.GetRequiredService<IOptions<DurableTaskWorkerWorkItemFilters>>().Value;
            Assert.Equal(OnTheGpu, filters.Activities.Select(a => a.Name).Order());
            Assert.Empty(filters.Orchestrations);
            var concurrency = worker.Services.GetRequiredService<IOptions<DurableTaskWorkerOptions>>().Value.Concurrency;
            Assert.Equal(
                (1, 0, 0),
                (
                    concurrency.MaximumConcurrentActivityWorkItems,
                    concurrency.MaximumConcurrentOrchestrationWorkItems,
                    concurrency.MaximumConcurrentEntityWorkItems
                )
            );
        }
    }

    // The platform ends a replica that does not answer its probes.
    [Fact]
    public async Task GpuWorker_WhileTheSchedulerIsAway_IsHealthy()
    {
        using var work = Work(HostRole.Gpu, out var folder);
        using (folder)
        {
            await using var worker = Gpu(work, "Endpoint=http://127.0.0.1:1;Authentication=None");
            worker.Urls.Add("http://127.0.0.1:0");
            await worker.StartAsync(TestContext.Current.CancellationToken);
            using var client = new HttpClient();
            Assert.Equal("ok", await client.GetStringAsync(worker.Urls.Single() + "/healthz", TestContext.Current.CancellationToken));
            await worker.StopAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(6, 503)]
    public void GpuWorker_HubIsSilent_IsUnhealthyAfterFiveMinutes(int minutes, int status) =>
        Assert.Equal(
            status,
            (GpuWorker.Health(TimeSpan.FromMinutes(minutes)) as Microsoft.AspNetCore.Http.IStatusCodeHttpResult)?.StatusCode ?? 200
        );

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("Endpoint=https://hub.example;Authentication=Password")]
    [InlineData("Endpoint=http://hub.example;Authentication=ManagedIdentity")]
    public void Scheduler_BadConnection_IsRefused(string connection) =>
        Assert.Throws<InvalidInputException>(() => SchedulerConnection.Open(connection, "emuedit"));

    private static WebApplication Gpu(HostWork work, string scheduler) =>
        GpuWorker.Build(FunctionsTestHost.Settings(HostRole.Gpu) with { SchedulerConnection = scheduler, TaskHub = "emuedit" }, work);

    private static IEnumerable<string> Activities(HostRole role)
    {
        using var work = Work(role, out var folder);
        using (folder)
            return
            [
                .. new DurableTaskRegistry()
                    .AddActivities(work.Tasks, FunctionsTestHost.Settings(role).Runs)
                    .GetActivities()
                    .Select(a => a.Key.Name)
                    .Order(),
            ];
    }

    private static HostWork Work(HostRole role, out TemporaryFolder folder)
    {
        folder = new();
        new TinyBundle().Write(folder["toy"]);
        return new(FunctionsTestHost.Settings(role), Bundle.Load(folder["toy"]), new MemoryBlobStore(), new Factory.Tests.FakeStages());
    }
}
