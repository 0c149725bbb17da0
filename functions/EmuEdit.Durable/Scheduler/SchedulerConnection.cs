using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using EmuEdit.Core;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace EmuEdit.Durable;

/// <summary>
/// Connects to a task hub of the Durable Task Scheduler. Its gRPC calls name the hub and carry a token of the process's identity. This does
/// the same as the SDK's package for the scheduler, without the package.
/// </summary>
public static class SchedulerConnection
{
    private const string Allowed =
        "Endpoint=ADDRESS;Authentication=ManagedIdentity;ClientID=ID; Authentication may also be DefaultAzure, or None for the emulator";
    private static readonly string[] Scopes = ["https://durabletask.io/.default"];

    // A connection whose other end has disappeared looks idle.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    // A request that did not reach the hub at all is sent again.
    private static readonly ServiceConfig RetryUnavailable = new()
    {
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new()
                {
                    MaxAttempts = 5,
                    InitialBackoff = TimeSpan.FromMilliseconds(100),
                    MaxBackoff = TimeSpan.FromSeconds(1),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    /// <summary>Opens the connection. Nothing is sent yet.</summary>
    /// <param name="connection">The connection string, without a secret.</param>
    /// <param name="taskHub">The name of the task hub.</param>
    /// <param name="pingAfter">
    /// How long a connection may be silent before it is tested. Default 30 s. If the test gets no response for half as long, the connection
    /// is closed.
    /// </param>
    /// <exception cref="InvalidInputException">The connection string cannot be used.</exception>
    public static SchedulerCalls Open(string connection, string taskHub, TimeSpan? pingAfter = null)
    {
        var (endpoint, credential) = Parse(connection);
        var worker = $"{Environment.MachineName},{Environment.ProcessId},{Guid.NewGuid():N}";
        var calls = CallCredentials.FromInterceptor(
            async (call, metadata) =>
            {
                metadata.Add("taskhub", taskHub);
                metadata.Add("workerid", worker);
                if (credential is not null)
                    metadata.Add(
                        "Authorization",
                        $"Bearer {(await credential.GetTokenAsync(new(Scopes), call.CancellationToken).ConfigureAwait(false)).Token}"
                    );
            }
        );
        var transport = endpoint.Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        return new(Channel, TimeProvider.System);

        GrpcChannel Channel() => GrpcChannel.ForAddress(endpoint, new()
        {
            Credentials = ChannelCredentials.Create(transport, calls),
            UnsafeUseInsecureChannelCallCredentials = credential is null,
            ServiceConfig = RetryUnavailable,
            HttpHandler = Transport(pingAfter ?? PingAfter),
            DisposeHttpClient = true,
        });
    }

    // Less than a second is not allowed.
    private static TimeSpan PingTimeout(TimeSpan pingAfter) => TimeSpan.FromSeconds(Math.Max(1, pingAfter.TotalSeconds / 2));

    private static SocketsHttpHandler Transport(TimeSpan pingAfter) => new()
    {
        KeepAlivePingDelay = pingAfter,
        KeepAlivePingTimeout = PingTimeout(pingAfter),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = ConnectTimeout,
    };

    private static (Uri Endpoint, TokenCredential? Credential) Parse(string connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            var credential = Credential(Part(parts, "Authentication") ?? "", Part(parts, "ClientID"));
            var endpoint = new Uri(Part(parts, "Endpoint") ?? "");
            // An identity is never sent unencrypted.
            return credential is null || endpoint.Scheme == Uri.UriSchemeHttps ? (endpoint, credential) : throw Refusal();
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw Refusal();
        }
    }

    private static TokenCredential? Credential(string authentication, string? clientId) =>
        authentication.ToUpperInvariant() switch
        {
            "MANAGEDIDENTITY" => new ManagedIdentityCredential(
                clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)
            ),
            "DEFAULTAZURE" => new DefaultAzureCredential(),
            "NONE" => null,
            _ => throw Refusal(),
        };

    private static string? Part(DbConnectionStringBuilder parts, string name) =>
        parts.TryGetValue(name, out var value) ? value as string : null;

    private static InvalidInputException Refusal() =>
        new("a connection string of the Durable Task Scheduler that cannot be understood", Allowed);
}
