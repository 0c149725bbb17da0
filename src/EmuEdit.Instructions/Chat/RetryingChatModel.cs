using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>
/// Asks again where a model is unavailable. It never comes back before the time that the endpoint names (<c>Retry-After</c>); a random part of every wait keeps many
/// clients from coming back together.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="options">How often, and when; null for the defaults.</param>
/// <param name="time">The clock; null for the system's.</param>
/// <exception cref="InvalidInputException">An option is out of its range.</exception>
public sealed class RetryingChatModel(IChatModel model, ChatRetryOptions? options = null, TimeProvider? time = null) : IChatModel
{
    private readonly ChatRetryOptions _options = (options ?? new()).Validated();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public string Name => model.Name;

    /// <inheritdoc/>
    public async Task<ChatReply> ReplyAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken = default)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return await model.ReplyAsync(messages, options, cancellationToken).ConfigureAwait(false);
            }
            catch (ChatException e) when (e.Error is ChatError.Unavailable)
            {
                if (e.RetryAfter > _options.MaxWait)
                    throw GivenUp(e, $"It asks for a wait of {e.RetryAfter.Value.TotalSeconds:0} s; at most {_options.MaxWait.TotalSeconds:0} s are allowed.");
                if (tries == _options.MaxTries)
                    throw GivenUp(e, $"It was asked {tries} times.");
                await Task.Delay(WaitAfter(e, tries), _time, cancellationToken).ConfigureAwait(false);
            }
    }

    private TimeSpan WaitAfter(ChatException failure, int tries)
    {
        var random = Random.Shared.NextDouble();
        if (failure.RetryAfter is { } told)
            return told + random * _options.FirstWait;
        var longest = Math.Min(_options.FirstWait.TotalSeconds * Math.Pow(2, tries - 1), _options.MaxWait.TotalSeconds);
        return TimeSpan.FromSeconds(longest * (1 + random) / 2);
    }

    private static ChatException GivenUp(ChatException last, string why) => new(last.Error, $"{last.Message} {why}", last) { RetryAfter = last.RetryAfter };
}
