using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EmuEdit.Core;
using EmuEdit.Durable;
using EmuEdit.Durable.Tests;
using EmuEdit.Http;
using EmuEdit.Imaging;
using EmuEdit.Sessions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Functions.Tests;

/// <summary>
/// Real GPU workers, as processes, that are asked to go while turns are made: every turn is made,
/// with the bytes of an undisturbed edit. The scheduler is the tests', the store is the emulator's.
/// EMUEDIT_STOPS says how often (default 4).
/// </summary>
public sealed class GpuWorkerStopTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int SessionsAtOnce = 4, Workers = 2, Steps = 60;

    private static readonly int Stops = int.Parse(Environment.GetEnvironmentVariable("EMUEDIT_STOPS") ?? "4", CultureInfo.InvariantCulture);
    private static readonly SkiaCodec Codec = new();
    private static readonly Image Source = Pictures.Slopes(64, 48);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_WhileTurnsAreMade_FailsNone()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        using var folder = new TemporaryFolder();
        new TinyBundle().Write(folder["toy"]);
        await using var hub = await TestHub.Start();
        var settings = FunctionsTestHost.Settings(HostRole.Cpu) with
        {
            BundleFolder = folder["toy"],
            Container = "stops",
            Blobs = azurite.ConnectionString,
        };
        using var work = await HostWork.OpenAsync(settings, Stop);
        using var cpu = Cpu(hub, settings, work);
        await cpu.StartAsync(Stop);
        var sdk = cpu.Services.GetRequiredService<DurableTaskClient>();
        using var sessions = work.OpenSessions(new DurableOrchestrationClient(() => sdk, work.Tasks));

        using var end = new CancellationTokenSource();
        using var replicas = new Replicas(hub, azurite, folder["toy"]);
        for (var i = 0; i < Workers; i++)
            await replicas.Start();
        var clients = Enumerable.Range(0, SessionsAtOnce).Select(_ => MakeTurns(sessions, end.Token)).ToList();
        var random = new CounterRandom(7);
        for (var i = 0; i < Stops && !clients.Exists(c => c.IsFaulted); i++)
        {
            await Task.Delay(random.Next(1500), Stop);
            await replicas.StopOneAndStartAnother();
        }
        await end.CancelAsync();
        var turns = (await Task.WhenAll(clients)).SelectMany(t => t).ToList();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Stops} stops, {turns.Count} turns, {hub.Scheduler.Redelivered} activities and orchestrations delivered again"
        );
        Assert.All(turns, turn => Assert.Equal((TurnStatus.Completed, null), (turn.Status, turn.Error?.Message)));
        await cpu.StopAsync(Stop);
    }

    // Turn after turn until the end; each is an edit of the source.
    private static async Task<List<SessionTurn>> MakeTurns(EditSessions sessions, CancellationToken end)
    {
        var (made, id) = (
            new List<SessionTurn>(),
            (await sessions.CreateAsync(Codec.EncodePng(Source), cancellationToken: Stop)).Document.Id
        );
        byte[]? expected = null;
        while (!end.IsCancellationRequested)
        {
            var number = (await sessions.AddTurnAsync(id, new("red", new() { Steps = Steps, Seed = 1 }), cancellationToken: Stop)).Number;
            var turn = await sessions.WaitForTurnAsync(id, number, Stop);
            made.Add(turn);
            if (turn.Status != TurnStatus.Completed)
                return made;
            var picture = (await sessions.ReadImageAsync(id, number, Stop)).Content.ToArray();
            expected ??= picture;
            Assert.Equal(expected, picture);
            await sessions.UndoAsync(id, cancellationToken: Stop);
        }
        return made;
    }

    // The app that answers requests: orchestrations, and the activities that need no GPU.
    private static IHost Cpu(TestHub hub, HostSettings settings, HostWork work)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var calls = SchedulerConnection.Open(hub.Connection, "test");
        builder.Services.AddSchedulerWorker(calls, TimeSpan.Zero, worker =>
        {
            worker.AddTasks(r => r.AddOrchestrators(work.Tasks).AddActivities(work.Tasks, settings.Runs, work.Concurrency));
            worker.UseWorkItemFilters();
        });
        builder.Services.AddDurableTaskClient(c => c.UseGrpc(o => o.CallInvoker = calls).RegisterDirectly());
        return builder.Build();
    }

    /// <summary>Processes of the role gpu.</summary>
    private sealed class Replicas(TestHub hub, Azurite azurite, string bundle) : IDisposable
    {
        private readonly Queue<WatchedProcess> _running = new();

        public async Task Start()
        {
            var before = hub.Scheduler.WorkersSeen;
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EmuEdit.Functions.dll")]);
            foreach (
                var (name, value) in new[]
                {
                    ("EmuEdit__Role", "gpu"),
                    ("EmuEdit__Provider", "cpu"),
                    ("EmuEdit__Storage__Blobs", azurite.ConnectionString),
                    ("EmuEdit__Storage__Container", "stops"),
                    ("EmuEdit__Bundle__Folder", bundle),
                    ("DURABLE_TASK_SCHEDULER_CONNECTION_STRING", hub.Connection),
                    ("TASKHUB_NAME", "test"),
                    ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                }
            )
                start.Environment[name] = value;
            var process = new WatchedProcess(start);
            _running.Enqueue(process);
            await process.Until(() => hub.Scheduler.WorkersSeen > before, "connects");
        }

        /// <summary>As when a replica is scaled in, or replaced: it ends by itself, and has nothing to complain of.</summary>
        public async Task StopOneAndStartAnother()
        {
            using var stopped = _running.Dequeue();
            stopped.Signal(PosixSignal.SIGTERM);
            var said = await stopped.Finish();
            Assert.Equal((0, ""), (said.Code, said.Error));
            await Start();
        }

        public void Dispose()
        {
            foreach (var process in _running)
                process.Dispose();
        }
    }
}
