using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Contract;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using OrchestrationClient = EmuEdit.Orchestration.OrchestrationClient;

namespace EmuEdit.Durable.Tests;

public class EndedMeanwhileTests
{
    private static readonly TaskRegistry Tasks = new TaskRegistry().Orchestrator<int, int>("Wait", async (context, x) =>
    {
        await context.WaitForEventAsync<int>("end");
        return x;
    });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Terminate_InstanceThatEndsMeanwhile_IsDone() =>
        Try(ends: true, (client, id) => client.TerminateAsync(id, "", cancellationToken: Stop));

    [Fact]
    public Task RaiseEvent_ToAnInstanceThatEndsMeanwhile_IsRefused() =>
        Try(ends: true, (client, id) => Assert.ThrowsAsync<InstanceStateException>(() => client.RaiseEventAsync(id, "end", 1, Stop)));

    [Fact]
    public Task Terminate_HubFails_SaysSo() =>
        Try(ends: false, (client, id) => Assert.ThrowsAsync<IOException>(() => client.TerminateAsync(id, "", cancellationToken: Stop)));

    // The second request, after that for the instance, fails, and before it does the instance ends.
    private static async Task Try(bool ends, Func<OrchestrationClient, string, Task> act)
    {
        await using var host = (DurableHost)await DurableHost.Start(Tasks);
        var (id, requests) = (await host.Client.ScheduleAsync<int, int>("Wait", 1, cancellationToken: Stop), 0);
        await act(new DurableOrchestrationClient(Sdk, Tasks), id);

        DurableTaskClient Sdk()
        {
            if (++requests != 2)
                return host.Sdk;
            if (ends)
                End(host, id).Wait(Stop);
            throw new RpcException(new(StatusCode.Unknown, "It has ended."));
        }
    }

    private static async Task End(DurableHost host, string id)
    {
        await host.Client.RaiseEventAsync(id, "end", 1, Stop);
        await host.Client.WaitForCompletionAsync(id, Stop);
    }
}
