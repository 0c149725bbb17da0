using EmuEdit.Core;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace EmuEdit.Instructions;

/// <summary>
/// Asks again where a model is unavailable, by a retry strategy of Polly. It never comes back
/// before the time that the endpoint names (<c>Retry-After</c>); a random part of every wait keeps
/// many clients from coming back together.
/// </summary>
public sealed class RetryingChatClient : DelegatingChatClient
{
    private readonly ChatRetryOptions _options;
    private readonly ResiliencePipeline<ChatResponse> _pipeline;

    /// <summary>Asks a model again.</summary>
    /// <param name="model">The model; it is disposed of with this client.</param>
    /// <param name="options">How often, and when; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public RetryingChatClient(IChatClient model, ChatRetryOptions? options = null, TimeProvider? time = null) : base(model)
    {
        _options = (options ?? new()).Validated();
        _pipeline = Pipeline(time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="ChatException">There is no reply.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _pipeline.ExecuteAsync(Ask, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException e) when (e.Error is ChatError.Unavailable)
        {
            var why = AsksForTooLong(e)
                ? $"It asks for a wait of {e.RetryAfter!.Value.TotalSeconds:0} s; at most {_options.MaxWait.TotalSeconds:0} s are allowed."
                : $"It was asked {_options.MaxTries} times.";
            throw new ChatException(e.Error, $"{e.Message} {why}", e) { RetryAfter = e.RetryAfter };
        }

        async ValueTask<ChatResponse> Ask(CancellationToken token) =>
            await base.GetResponseAsync(messages, options, token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        this.StreamWholeAsync(messages, options, cancellationToken);

    private ResiliencePipeline<ChatResponse> Pipeline(TimeProvider time) => _options.MaxTries == 1
        ? ResiliencePipeline<ChatResponse>.Empty
        : new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<ChatResponse>
        {
            MaxRetryAttempts = _options.MaxTries - 1,
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is ChatException e && MayComeBack(e)),
            DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(
                WaitAfter((ChatException)attempt.Outcome.Exception!, attempt.AttemptNumber)),
        }).Build();

    private bool MayComeBack(ChatException failure) => failure.Error is ChatError.Unavailable && !AsksForTooLong(failure);

    private bool AsksForTooLong(ChatException failure) => failure.RetryAfter > _options.MaxWait;

    // Retries are counted from 0.
    private TimeSpan WaitAfter(ChatException failure, int retry)
    {
        var random = Random.Shared.NextDouble();
        if (failure.RetryAfter is { } told)
            return told + random * _options.FirstWait;
        var longest = Math.Min(_options.FirstWait.TotalSeconds * Math.Pow(2, retry), _options.MaxWait.TotalSeconds);
        return TimeSpan.FromSeconds(longest * (1 + random) / 2);
    }
}
