using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Grpc.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Durable;

/// <summary>
/// Stops a worker without failing an activity. When the process is told to stop, running activities may finish within a grace period, and
/// no new one begins. Activities that still run after that are cancelled. A cancelled activity is never reported, so the hub gives it to
/// another worker.
/// </summary>
/// <param name="grace">How long running activities may take to finish. Zero cancels them at once.</param>
/// <param name="awaitsReports">
/// Whether the worker calls <see cref="Began"/> and <see cref="Ended"/> around an activity and the report of its result. If not, an
/// activity ends when it returns.
/// </param>
public sealed class ActivityDrain(TimeSpan grace, bool awaitsReports = false) : IHostedLifecycleService, IDisposable
{
    // Native code must have returned before its models are freed.
    private static readonly TimeSpan TimeToCancel = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _graceOver = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _running;
    private volatile bool _stopping;

    /// <summary>Runs an activity. If the stop prevents the activity from finishing, the returned task never completes.</summary>
    /// <param name="activity">The activity. Its token is cancelled when the grace period is over.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        if (!awaitsReports)
            Began();
        var cutOff = _stopping;
        try
        {
            if (!cutOff)
                return await activity(_graceOver.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_graceOver.IsCancellationRequested)
        {
            // The stop cancelled it, whatever exception it throws.
            cutOff = true;
        }
        finally
        {
            if (cutOff || !awaitsReports)
                Ended();
        }
        return await new TaskCompletionSource<T>().Task.ConfigureAwait(false);
    }

    /// <summary>Records that the worker has taken an activity.</summary>
    public void Began()
    {
        lock (_lock)
            _running++;
    }

    /// <summary>Records that the hub has the result of an activity.</summary>
    public void Ended()
    {
        lock (_lock)
            if (--_running == 0 && _stopping)
                _idle.TrySetResult();
    }

    /// <summary>Waits until no activity runs. Meanwhile the worker still reports activities that finish.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
            if (_running == 0)
                _idle.TrySetResult();
        }
        if (await IdleAsync(grace, cancellationToken).ConfigureAwait(false))
            return;
        await _graceOver.CancelAsync().ConfigureAwait(false);
        await IdleAsync(TimeToCancel, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _graceOver.Dispose();

    private async Task<bool> IdleAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await _idle.Task.WaitAsync(within, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>Registers the drain.</summary>
public static class ActivityDrainExtensions
{
    /// <summary>Adds an <see cref="ActivityDrain"/>, in which the activities of the process run.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="drain">The drain.</param>
    public static IServiceCollection AddActivityDrain(this IServiceCollection services, ActivityDrain drain) =>
        services.AddSingleton(drain).AddHostedService(_ => drain);

    /// <summary>
    /// Adds a worker of a scheduler that stops by its drain: activities that finish within the grace period are reported before the
    /// connection is closed.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="calls">The calls to the scheduler.</param>
    /// <param name="grace">The grace period, see <see cref="ActivityDrain"/>.</param>
    /// <param name="configure">Registers the worker's tasks.</param>
    public static IServiceCollection AddSchedulerWorker(
        this IServiceCollection services,
        SchedulerCalls calls,
        TimeSpan grace,
        Action<IDurableTaskWorkerBuilder> configure
    )
    {
        var drain = new ActivityDrain(grace, awaitsReports: true);
        return services.AddSingleton(calls).AddActivityDrain(drain).AddDurableTaskWorker(worker =>
        {
            configure(worker);
            worker.UseGrpc(options =>
            {
                options.CallInvoker = calls;
                options.ConfigureActivityNotification(phase =>
                {
                    if (phase == ActivityNotificationPhase.Started)
                        drain.Began();
                    else
                        drain.Ended();
                });
            });
        });
    }
}
