using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Contract;
using Microsoft.Azure.WebJobs.Script.Workers;

namespace EmuEdit.Durable.Tests
{
    public class CutOffTests
    {
        private static CancellationToken Stop => TestContext.Current.CancellationToken;

        [Fact]
        public async Task Activity_WhoseProcessEnded_RunsAgainWithoutBeingRetried()
        {
            var (end, calls) = await Run(
                new InvalidOperationException("called", new WorkerProcessExitException("dotnet exited with code 137"))
            );
            Assert.Equal((OrchestrationStatus.Completed, 2), (end.Status, calls));
        }

        [Fact]
        public async Task Activity_ThatFailed_DoesNot()
        {
            var (end, calls) = await Run(new InvalidOperationException("called"));
            Assert.Equal((OrchestrationStatus.Failed, 1), (end.Status, calls));
        }

        // Fails the first time.
        private static async Task<(OrchestrationMetadata End, int Calls)> Run(Exception failure)
        {
            var calls = 0;
            var tasks = new TaskRegistry()
                .Activity<int, int>("Work", x => Interlocked.Increment(ref calls) == 1 ? throw failure : x)
                .Orchestrator<int, int>("Call", (context, x) => context.CallActivityAsync<int, int>("Work", x));
            await using var host = await DurableHost.Start(tasks);
            var end = await host.Client.WaitForCompletionAsync(
                await host.Client.ScheduleAsync<int, int>("Call", 1, cancellationToken: Stop),
                Stop
            );
            return (end, calls);
        }
    }
}

namespace Microsoft.Azure.WebJobs.Script.Workers
{
    /// <summary>Named as the host's, which no package has.</summary>
    internal sealed class WorkerProcessExitException(string message) : Exception(message);
}
