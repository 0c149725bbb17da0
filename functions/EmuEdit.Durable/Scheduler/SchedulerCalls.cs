using Grpc.Core;
using Grpc.Net.Client;

namespace EmuEdit.Durable;

/// <summary>
/// The calls to a task hub. If the hub cannot be reached for long, the channel is replaced: a new channel resolves the address again and
/// has no half-open connection. It also knows when the hub last responded.
/// </summary>
/// <param name="open">Opens a channel.</param>
/// <param name="time">The clock.</param>
public sealed class SchedulerCalls(Func<GrpcChannel> open, TimeProvider time) : CallInvoker, IDisposable
{
    private const int MostFailures = 2;

    // Gives running calls on the previous channel time to finish.
    private static readonly TimeSpan TimeToFinish = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private GrpcChannel _channel = open();
    private int _failures;
    private long _heard = time.GetTimestamp();

    /// <summary>The time since the hub last responded or sent something. If it never did, the time since the start.</summary>
    public TimeSpan SinceHeard => time.GetElapsedTime(Interlocked.Read(ref _heard));

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    )
    {
        var channel = _channel;
        var call = channel.CreateCallInvoker().AsyncUnaryCall(method, host, options, request);
        return new(WatchedAsync(call.ResponseAsync, channel), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    )
    {
        var channel = _channel;
        var call = channel.CreateCallInvoker().AsyncServerStreamingCall(method, host, options, request);
        return new(
            new WatchedStream<TResponse>(call.ResponseStream, next => WatchedAsync(next, channel)),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose
        );
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    ) => _channel.CreateCallInvoker().BlockingUnaryCall(method, host, options, request);

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options
    ) => _channel.CreateCallInvoker().AsyncClientStreamingCall(method, host, options);

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options
    ) => _channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, host, options);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private async Task<T> WatchedAsync<T>(Task<T> answer, GrpcChannel channel)
    {
        try
        {
            var result = await answer.ConfigureAwait(false);
            Heard();
            return result;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            Failed(channel);
            throw;
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Cancelled)
        {
            // A refusal is a response, too.
            Heard();
            throw;
        }
    }

    private void Heard()
    {
        Interlocked.Exchange(ref _heard, time.GetTimestamp());
        _failures = 0;
    }

    private void Failed(GrpcChannel channel)
    {
        lock (_lock)
        {
            if (channel != _channel || ++_failures < MostFailures)
                return;
            (_failures, _channel) = (0, open());
        }
        _ = RetireAsync(channel);
    }

    private static async Task RetireAsync(GrpcChannel channel)
    {
        await Task.Delay(TimeToFinish).ConfigureAwait(false);
        channel.Dispose();
    }

    private sealed class WatchedStream<T>(IAsyncStreamReader<T> stream, Func<Task<bool>, Task<bool>> watch) : IAsyncStreamReader<T>
    {
        public T Current => stream.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) => watch(stream.MoveNext(cancellationToken));
    }
}
