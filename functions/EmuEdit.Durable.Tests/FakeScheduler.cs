using System.Threading.Channels;
using DurableTask.Core;
using Grpc.Core;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmuEdit.Durable.Tests;

/// <summary>
/// A task hub that treats several workers as the Durable Task Scheduler does: each gets the work
/// that its filters ask for, as much at once as it takes; the work of one that goes away is given
/// to another; what a worker answers for work that it does not have any more is refused.
/// </summary>
public sealed class FakeScheduler(
    IHostApplicationLifetime lifetime,
    ILoggerFactory log,
    IOrchestrationService service,
    IOrchestrationServiceClient client,
    IOptions<TaskHubGrpcServerOptions> options
) : TaskHubGrpcServer(lifetime, log, service, client, options)
{
    private readonly Lock _lock = new();
    private readonly List<Worker> _workers = [];
    private readonly List<WorkItem> _waiting = [];
    private readonly HashSet<string> _seen = [];
    private Task? _hub;

    /// <summary>How often work was given to another worker, because the first had gone.</summary>
    public int Redelivered { get; private set; }

    /// <summary>
    /// How many workers have ever connected. One that connects again does not count twice, and one
    /// that goes away is not taken off.
    /// </summary>
    public int WorkersSeen
    {
        get
        {
            lock (_lock)
                return _seen.Count;
        }
    }

    /// <inheritdoc/>
    public override async Task GetWorkItems(
        GetWorkItemsRequest request,
        IServerStreamWriter<WorkItem> responseStream,
        ServerCallContext context
    )
    {
        var worker = new Worker(IdOf(context), request);
        lock (_lock)
        {
            _workers.Add(worker);
            _seen.Add(worker.Id);
            // The hub itself has one worker, which never goes away: this.
            _hub ??= base.GetWorkItems(new(), new Router(Route), new Undisturbed(context));
            Distribute();
        }
        try
        {
            await foreach (var item in worker.Outbox.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(item, context.CancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException)
        {
            // It has gone away.
        }
        finally
        {
            Lose(worker);
        }
    }

    /// <inheritdoc/>
    public override Task<CompleteTaskResponse> CompleteActivityTask(ActivityResponse request, ServerCallContext context)
    {
        Finish(context, $"{request.InstanceId}/{request.TaskId}");
        return base.CompleteActivityTask(request, context);
    }

    /// <inheritdoc/>
    public override Task<CompleteTaskResponse> CompleteOrchestratorTask(OrchestratorResponse request, ServerCallContext context)
    {
        Finish(context, request.InstanceId);
        return base.CompleteOrchestratorTask(request, context);
    }

    private void Route(WorkItem item)
    {
        lock (_lock)
        {
            _waiting.Add(item);
            Distribute();
        }
    }

    private void Distribute()
    {
        foreach (var item in _waiting.ToList())
            if (_workers.FirstOrDefault(w => w.Takes(item)) is { } worker)
            {
                _waiting.Remove(item);
                worker.InFlight.Add(KeyOf(item), item);
                worker.Outbox.Writer.TryWrite(item);
            }
    }

    private void Finish(ServerCallContext context, string key)
    {
        lock (_lock)
        {
            // A worker that connected again may have two streams for a moment.
            if (!_workers.Any(w => w.Id == IdOf(context) && w.InFlight.Remove(key)))
                throw new RpcException(new(StatusCode.NotFound, $"{key} is not the work of this worker."));
            Distribute();
        }
    }

    private void Lose(Worker worker)
    {
        lock (_lock)
        {
            _workers.Remove(worker);
            _waiting.AddRange(worker.InFlight.Values);
            Redelivered += worker.InFlight.Count;
            Distribute();
        }
    }

    private static string IdOf(ServerCallContext context) => context.RequestHeaders.GetValue("workerid") ?? "";

    private static string KeyOf(WorkItem item) =>
        item.ActivityRequest is { } activity
            ? $"{activity.OrchestrationInstance.InstanceId}/{activity.TaskId}"
            : item.OrchestratorRequest.InstanceId;

    private sealed class Worker(string id, GetWorkItemsRequest request)
    {
        public string Id { get; } = id;

        public Channel<WorkItem> Outbox { get; } = Channel.CreateUnbounded<WorkItem>();

        public Dictionary<string, WorkItem> InFlight { get; } = [];

        // Filters without a name are none.
        private readonly WorkItemFilters? _filters =
            request.WorkItemFilters is { } f && f.Activities.Count + f.Orchestrations.Count > 0 ? f : null;

        public bool Takes(WorkItem item) =>
            item.ActivityRequest is { } activity
                ? InFlight.Values.Count(i => i.ActivityRequest is not null) < request.MaxConcurrentActivityWorkItems
                    && (_filters?.Activities.Any(a => a.Name == activity.Name) ?? true)
                : _filters is null || _filters.Orchestrations.Count > 0;
    }

    private sealed class Router(Action<WorkItem> route) : IServerStreamWriter<WorkItem>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(WorkItem message)
        {
            route(message);
            return Task.CompletedTask;
        }
    }

    /// <summary>The context of a call that nobody ends.</summary>
    private sealed class Undisturbed(ServerCallContext call) : ServerCallContext
    {
        protected override string MethodCore => call.Method;

        protected override string HostCore => call.Host;

        protected override string PeerCore => call.Peer;

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore => [];

        protected override CancellationToken CancellationTokenCore => CancellationToken.None;

        protected override Metadata ResponseTrailersCore => [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => call.AuthContext;

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
            throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
