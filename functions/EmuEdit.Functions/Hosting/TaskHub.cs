using Microsoft.DurableTask.Client;

namespace EmuEdit.Functions;

/// <summary>The task hub's client, which the Functions host hands to each function and to nobody else: the last one serves all.</summary>
internal sealed class TaskHub
{
    private volatile DurableTaskClient? _client;

    /// <summary>The client.</summary>
    /// <exception cref="IOException">No function has run yet.</exception>
    public DurableTaskClient Client => _client ?? throw new IOException("The task hub is not known yet.");

    /// <summary>Takes the client that a function was handed.</summary>
    public void Use(DurableTaskClient client) => _client = client;
}
