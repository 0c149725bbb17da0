using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Azure.Identity;
using EmuEdit.Core;
using Microsoft.Extensions.AI;
using OpenAI;
using ChatCompletions = OpenAI.Chat.ChatClient;

namespace EmuEdit.Instructions;

/// <summary>
/// A model behind the chat-completions protocol: any OpenAI-compatible endpoint, or a deployment of
/// Azure OpenAI. A reply takes one call. Only where an endpoint refuses an optional field does the
/// client ask again, and leaves the field out from then on, see <see cref="SentFields"/>.
/// </summary>
/// <remarks>
/// The calls are those of the OpenAI library. Requests and replies are read and written by
/// <see cref="ChatProtocol"/>: the library's own types refuse the replies of servers that name
/// other reasons why a reply ended, or none.
/// </remarks>
public sealed class OpenAIChatClient : IChatClient
{
    private readonly HttpClient _http;
    private readonly ChatCompletions _client;
    private readonly ChatLimits _limits;
    private readonly TimeProvider _time;
    private readonly string _endpoint;
    private readonly ChatClientMetadata _metadata;
    private volatile SentFields _fields;

    private OpenAIChatClient(string name, Uri endpoint, ChatLimits limits, TimeProvider? time,
        Func<PipelineTransport, ChatCompletions> connect)
    {
        (Name, _endpoint, _limits, _time) = (name, endpoint.GetLeftPart(UriPartial.Path), limits, time ?? TimeProvider.System);
        _metadata = new("openai", endpoint, name);
        _fields = SentFields.For(endpoint);
        _http = new(new BoundedResponses(_limits.MaxResponseBytes)) { Timeout = Timeout.InfiniteTimeSpan };
        _client = connect(new HttpClientPipelineTransport(_http));
    }

    /// <summary>What the model is called where it is asked, for example <c>llama-2-70b-chat</c>.</summary>
    public string Name { get; }

    /// <summary>A model of an OpenAI-compatible endpoint.</summary>
    /// <param name="endpoint">
    /// The address that <c>/chat/completions</c> is appended to, for example
    /// <c>http://localhost:11434/v1</c>; http or https.
    /// </param>
    /// <param name="key">The key, sent as a bearer token; null, for servers that want none, sends none.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="limits">Limits of a call; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InvalidInputException">
    /// The endpoint is no such address, the key or the model's name is empty, or a limit is out of
    /// its range.
    /// </exception>
    public static OpenAIChatClient Compatible(Uri endpoint, string? key, string model,
        ChatLimits? limits = null, TimeProvider? time = null) =>
        new(Named(model), Address(endpoint), (limits ?? new()).Validated(), time, transport =>
        {
            var options = Configured(new OpenAIClientOptions { Endpoint = endpoint }, transport);
            if (key is null)
                options.AddPolicy(new NoKeyPolicy(), PipelinePosition.BeforeTransport);
            return new(model, Key(key ?? "none"), options);
        });

    /// <summary>A deployment of Azure OpenAI, or of another model that Azure serves.</summary>
    /// <param name="endpoint">
    /// The resource's address, for example <c>https://NAME.openai.azure.com</c>; for models that
    /// are not OpenAI's, such as Llama, that of its version 1,
    /// <c>https://NAME.openai.azure.com/openai/v1</c>. Https where there is no key.
    /// </param>
    /// <param name="key">The key; null uses the identity of this machine or user.</param>
    /// <param name="deployment">The deployment's name.</param>
    /// <param name="limits">Limits of a call; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InvalidInputException">
    /// The endpoint is no such address, the key or the deployment's name is empty, or a limit is
    /// out of its range.
    /// </exception>
    public static OpenAIChatClient Azure(Uri endpoint, string? key, string deployment,
        ChatLimits? limits = null, TimeProvider? time = null) =>
        new(Named(deployment), Address(endpoint, mustBeHttps: key is null), (limits ?? new()).Validated(), time, transport =>
        {
            if (IsVersion1(endpoint))
                return Version1(endpoint, key, deployment, transport);
            var options = Configured(new AzureOpenAIClientOptions(), transport);
            var client = key is null
                ? new AzureOpenAIClient(endpoint, new DefaultAzureCredential(), options)
                : new AzureOpenAIClient(endpoint, Key(key), options);
            return client.GetChatClient(deployment);
        });

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">
    /// An option is out of its range, or the request has an option or a content that is not sent.
    /// </exception>
    /// <exception cref="ChatException">There is no reply.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (chat, sampling) = (messages.Validated(), options.Validated());
        using var timeout = new CancellationTokenSource(_limits.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return ChatProtocol.Reply(await CompleteAsync(chat, sampling, either.Token).ConfigureAwait(false), Name).ToResponse();
        }
        // Whatever a connection says that was closed under its reader.
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"The call of {Name} at {_endpoint} was cancelled.", e, cancellationToken);
        }
        catch (Exception e) when (timeout.IsCancellationRequested)
        {
            var waited = $"{_limits.Timeout.TotalSeconds:0.###} s";
            throw new ChatException(ChatError.Unavailable, $"{Name} at {_endpoint} did not reply within {waited}.", e);
        }
        catch (Exception e)
        {
            throw ChatFailure.Of(e, $"{Name} at {_endpoint}", _time);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        this.StreamWholeAsync(messages, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Closes the connections; no call may be under way.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<BinaryData> CompleteAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options,
        CancellationToken cancellationToken)
    {
        for (var fields = _fields; ; _fields = fields)
            try
            {
                using var request = ChatProtocol.Request(Name, messages, options, fields);
                var sending = new RequestOptions { CancellationToken = cancellationToken };
                var result = await _client.CompleteChatAsync(request, sending).ConfigureAwait(false);
                return result.GetRawResponse().Content;
            }
            catch (ClientResultException e) when (fields.After(e) is { } fewer)
            {
                fields = fewer;
            }
    }

    private static bool IsVersion1(Uri endpoint) =>
        endpoint.AbsolutePath.TrimEnd('/').EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase);

    // Azure's version 1 is the common protocol; a key goes as a bearer token, too.
    private static ChatCompletions Version1(Uri endpoint, string? key, string deployment, PipelineTransport transport)
    {
        var options = Configured(new OpenAIClientOptions { Endpoint = endpoint }, transport);
        if (key is null)
            options.AddPolicy(new IdentityPolicy(new DefaultAzureCredential()), PipelinePosition.BeforeTransport);
        return new(deployment, Key(key ?? "none"), options);
    }

    // Waiting and asking again is RetryingChatClient's, which can be told how, and the time-out
    // above covers all of a call.
    private static T Configured<T>(T options, PipelineTransport transport) where T : ClientPipelineOptions
    {
        (options.Transport, options.RetryPolicy, options.NetworkTimeout) = (transport, new ClientRetryPolicy(0), Timeout.InfiniteTimeSpan);
        return options;
    }

    private static string Named(string name) =>
        string.IsNullOrWhiteSpace(name)
            ? throw new InvalidInputException("a language model without a name", "the name of a model or a deployment")
            : name;

    private static ApiKeyCredential Key(string key) =>
        string.IsNullOrWhiteSpace(key)
            ? throw new InvalidInputException("an empty key for the language model", "a key, or none at all")
            : new(key);

    private static Uri Address(Uri endpoint, bool mustBeHttps = false)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != Uri.UriSchemeHttp
            || endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0)
            throw new InvalidInputException(
                "the address of the language model", "http or https, without user name or query, such as https://HOST/v1");
        // An identity is never sent in the clear.
        return endpoint.Scheme == Uri.UriSchemeHttps || !mustBeHttps
            ? endpoint
            : throw new InvalidInputException($"a language model at {endpoint} without a key", "https", "use https, or give a key");
    }
}
