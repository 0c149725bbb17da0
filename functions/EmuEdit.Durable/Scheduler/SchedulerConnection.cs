using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using EmuEdit.Core;
using Grpc.Core;
using Grpc.Net.Client;

namespace EmuEdit.Durable;

/// <summary>
/// The way to a task hub of the Durable Task Scheduler: a gRPC channel whose calls name the hub, and carry a token of the process's identity. It is what the SDK's package for the
/// scheduler does, without the package.
/// </summary>
public static class SchedulerConnection
{
    private const string Allowed = "Endpoint=ADDRESS;Authentication=ManagedIdentity;ClientID=ID; Authentication may also be DefaultAzure, or None for the emulator";
    private static readonly string[] Scopes = ["https://durabletask.io/.default"];

    /// <summary>Opens the channel; nothing is sent yet.</summary>
    /// <param name="connection">Connection string, without a secret.</param>
    /// <param name="taskHub">Name of the task hub.</param>
    /// <exception cref="InvalidInputException">The connection string is none.</exception>
    public static GrpcChannel Open(string connection, string taskHub)
    {
        var (endpoint, credential) = Parse(connection);
        var worker = $"{Environment.MachineName},{Environment.ProcessId},{Guid.NewGuid():N}";
        var calls = CallCredentials.FromInterceptor(async (call, metadata) =>
        {
            metadata.Add("taskhub", taskHub);
            metadata.Add("workerid", worker);
            if (credential is not null)
                metadata.Add("Authorization", $"Bearer {(await credential.GetTokenAsync(new(Scopes), call.CancellationToken).ConfigureAwait(false)).Token}");
        });
        var transport = endpoint.Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        return GrpcChannel.ForAddress(endpoint, new() { Credentials = ChannelCredentials.Create(transport, calls), UnsafeUseInsecureChannelCallCredentials = credential is null });
    }

    private static (Uri Endpoint, TokenCredential? Credential) Parse(string connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            var credential = Credential(Part(parts, "Authentication") ?? "", Part(parts, "ClientID"));
            var endpoint = new Uri(Part(parts, "Endpoint") ?? "");
            // An identity is never sent in the clear.
            return credential is null || endpoint.Scheme == Uri.UriSchemeHttps ? (endpoint, credential) : throw Refusal();
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw Refusal();
        }
    }

    private static TokenCredential? Credential(string authentication, string? clientId) => authentication.ToUpperInvariant() switch
    {
        "MANAGEDIDENTITY" => new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)),
        "DEFAULTAZURE" => new DefaultAzureCredential(),
        "NONE" => null,
        _ => throw Refusal(),
    };

    private static string? Part(DbConnectionStringBuilder parts, string name) => parts.TryGetValue(name, out var value) ? value as string : null;

    private static InvalidInputException Refusal() => new("a connection string of the Durable Task Scheduler that cannot be understood", Allowed);
}
