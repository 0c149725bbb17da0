using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.DurableTask.Protobuf;

namespace EmuEdit.Durable.Tests;

/// <summary>
/// The in-process task hub drops the events that a run sends to its own instance as it continues as
/// new; other hubs deliver them. Carried over, this one does, too.
/// </summary>
internal sealed class CarriedEvents : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        if (request is OrchestratorResponse response)
            Carry(response);
        return continuation(request, context);
    }

    private static void Carry(OrchestratorResponse response)
    {
        var next = response
            .Actions.FirstOrDefault(a => a.CompleteOrchestration?.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew)
            ?.CompleteOrchestration;
        foreach (
            var sent in response
                .Actions.Select(a => a.SendEvent)
                .Where(e => next is not null && e?.Instance.InstanceId == response.InstanceId)
        )
            next!.CarryoverEvents.Add(
                new HistoryEvent
                {
                    EventId = -1,
                    Timestamp = DateTime.UtcNow.ToTimestamp(),
                    EventRaised = new() { Name = sent.Name, Input = sent.Data },
                }
            );
    }
}
