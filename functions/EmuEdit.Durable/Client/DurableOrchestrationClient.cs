using DurableTask.Core.Exceptions;
using EmuEdit.Orchestration;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using OrchestrationMetadata = EmuEdit.Orchestration.OrchestrationMetadata;
using OrchestrationQuery = EmuEdit.Orchestration.OrchestrationQuery;
using Sdk = Microsoft.DurableTask;
using SdkStatus = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace EmuEdit.Durable;

/// <summary>The port's client, implemented with the SDK's.</summary>
/// <param name="client">Returns the SDK's client. Called for each request.</param>
/// <param name="tasks">The tasks that can be scheduled.</param>
public sealed class DurableOrchestrationClient(Func<DurableTaskClient> client, TaskRegistry tasks) : OrchestrationClient
{
    private static readonly OrchestrationStatus[] Finished =
    [
        OrchestrationStatus.Completed,
        OrchestrationStatus.Failed,
        OrchestrationStatus.Terminated,
    ];

    /// <inheritdoc/>
    public override async Task<string> ScheduleAsync<TIn, TOut>(
        TaskName<TIn, TOut> orchestrator,
        TIn input,
        string? instanceId = null,
        CancellationToken cancellationToken = default
    )
    {
        ClientRules.CheckOrchestrator(tasks, orchestrator.Value);
        var id = instanceId is null ? Guid.CreateVersion7().ToString("N") : InstanceIds.Check(instanceId);
        var payload = JsonPayload.Of(input);
        // Some backends check only for unfinished instances with that id, whatever the options say.
        if (instanceId is not null && await GetAsync(id, cancellationToken).ConfigureAwait(false) is not null)
            return id;
        var options = new Sdk.StartOrchestrationOptions(id).WithDedupeStatuses([
            .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
        ]);
        try
        {
            return await AskAsync(sdk => sdk.ScheduleNewOrchestrationInstanceAsync(orchestrator.Value, payload, options, cancellationToken))
                .ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return id;
        }
    }

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata?> GetAsync(string instanceId, CancellationToken cancellationToken = default) =>
        await AskAsync(sdk => sdk.GetInstanceAsync(InstanceIds.Check(instanceId), getInputsAndOutputs: true, cancellationToken))
            .ConfigureAwait(false)
            is { } found
            ? DurableMetadata.Of(found)
            : null;

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata> WaitForCompletionAsync(
        string instanceId,
        CancellationToken cancellationToken = default
    )
    {
        var instance = await ExistingAsync(instanceId, cancellationToken).ConfigureAwait(false);
        return instance.IsFinished
            ? instance
            : DurableMetadata.Of(
                await AskAsync(sdk => sdk.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, cancellationToken))
                    .ConfigureAwait(false)
            );
    }

    /// <inheritdoc/>
    public override async Task RaiseEventAsync<T>(string instanceId, string name, T payload, CancellationToken cancellationToken = default)
    {
        ClientRules.CheckEventName(name);
        var json = JsonPayload.Of(payload);
        if ((await ExistingAsync(instanceId, cancellationToken).ConfigureAwait(false)).IsFinished)
            throw ClientRules.EventForFinished(instanceId);
        if (
            !await AskUnlessFinishedAsync(
                    instanceId,
                    sdk => sdk.RaiseEventAsync(instanceId, name, json, cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
            throw ClientRules.EventForFinished(instanceId);
    }

    /// <inheritdoc/>
    public override async Task TerminateAsync(
        string instanceId,
        string reason,
        bool recursive = false,
        CancellationToken cancellationToken = default
    )
    {
        if (!(await ExistingAsync(instanceId, cancellationToken).ConfigureAwait(false)).IsFinished)
            await AskUnlessFinishedAsync(
                    instanceId,
                    sdk =>
                        sdk.TerminateInstanceAsync(
                            instanceId,
                            new TerminateInstanceOptions(JsonPayload.Of(reason), recursive),
                            cancellationToken
                        ),
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The backend decides the order of the pages. Within a page the order is the port's.</remarks>
    public override async Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellationToken = default)
    {
        ClientRules.CheckPage(query);
        var token = HubPageToken.Read(query.ContinuationToken);
        if (query.Statuses is { Count: 0 })
            return new([], ContinuationToken: null);
        var found = new List<OrchestrationMetadata>();
        // A backend may read a number of instances and then return fewer, or none.
        do
        {
            var page = await PageAsync(query, query.PageSize - found.Count, token, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Values.Select(DurableMetadata.Of).Where(i => Matches(i, query)));
            token = page.ContinuationToken is { Length: > 0 } next ? next : null;
        }
        while (token is not null && found.Count < query.PageSize);
        return new([.. found.OrderBy(i => i.CreatedAt)], HubPageToken.Write(token));
    }

    /// <inheritdoc/>
    public override async Task<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(instanceId, cancellationToken).ConfigureAwait(false) is not { } instance)
            return false;
        if (!instance.IsFinished)
            throw ClientRules.PurgeOfUnfinished(instanceId);
        return (await AskAsync(sdk => sdk.PurgeInstanceAsync(instanceId, cancellationToken)).ConfigureAwait(false)).PurgedInstanceCount > 0;
    }

    /// <inheritdoc/>
    public override async Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        // Some backends refuse a filter without a start time.
        var sdkFilter = new PurgeInstancesFilter(
            filter.CreatedFrom ?? DateTimeOffset.UnixEpoch,
            filter.CreatedTo,
            Statuses(Finished.Where(s => filter.Statuses?.Contains(s) ?? true))
        );
        return sdkFilter.Statuses!.Any()
            ? (await AskAsync(sdk => sdk.PurgeAllInstancesAsync(sdkFilter, cancellationToken)).ConfigureAwait(false)).PurgedInstanceCount
            : 0;
    }

    private static SdkStatus[] Statuses(IEnumerable<OrchestrationStatus> statuses) => [.. statuses.SelectMany(DurableMetadata.ToSdk)];

    // Backends compare prefixes without case, and differ in whether the end of an interval is included.
    private static bool Matches(OrchestrationMetadata instance, OrchestrationQuery query) =>
        (query.CreatedTo is not { } end || instance.CreatedAt < end)
        && instance.InstanceId.StartsWith(query.InstanceIdPrefix ?? "", StringComparison.Ordinal);

    private async Task<OrchestrationMetadata> ExistingAsync(string id, CancellationToken cancellationToken) =>
        await GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw ClientRules.UnknownInstance(id);

    private Task<Sdk.Page<Microsoft.DurableTask.Client.OrchestrationMetadata>> PageAsync(
        OrchestrationQuery query,
        int size,
        string? token,
        CancellationToken cancellationToken
    ) =>
        AskAsync(async sdk =>
        {
            var filter = new Microsoft.DurableTask.Client.OrchestrationQuery(
                query.CreatedFrom,
                query.CreatedTo,
                query.Statuses is null ? null : Statuses(query.Statuses),
                TaskHubNames: null,
                query.InstanceIdPrefix,
                size,
                FetchInputsAndOutputs: true,
                token
            );
            var pages = sdk.GetAllInstancesAsync(filter).AsPages(token, size).GetAsyncEnumerator(cancellationToken);
            await using (pages.ConfigureAwait(false))
                return await pages.MoveNextAsync().ConfigureAwait(false) ? pages.Current : new([]);
        });

    // Some backends fail the request if the instance has just ended.
    private async Task<bool> AskUnlessFinishedAsync(string id, Func<DurableTaskClient, Task> request, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(request).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            if (!(await ExistingAsync(id, cancellationToken).ConfigureAwait(false)).IsFinished)
                throw;
            return false;
        }
    }

    private Task AskAsync(Func<DurableTaskClient, Task> request) => AskAsync(async sdk =>
    {
        await request(sdk).ConfigureAwait(false);
        return true;
    });

    private async Task<T> AskAsync<T>(Func<DurableTaskClient, Task<T>> request)
    {
        try
        {
            return await request(client()).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            throw new OperationCanceledException(e.Status.Detail, e);
        }
        catch (RpcException e)
        {
            throw new IOException($"The task hub cannot be used: {e.Status.StatusCode}, {e.Status.Detail}", e);
        }
    }
}
