using Microsoft.DurableTask.Client;

namespace EmuEdit.Functions;

/// <summary>
/// The task hub's client. The Functions host gives it only to functions, so the client of the last function call serves all code.
/// </summary>
internal sealed class TaskHub
{
    private volatile DurableTaskClient? _client;

    /// <summary>The client.</summary>
    /// <exception cref="IOException">No function has run yet.</exception>
    public DurableTaskClient Client => _client ?? throw new IOException("The task hub is not known yet.");

    /// <summary>Stores the client that a function received.</summary>
    public void Use(DurableTaskClient client) => _client = client;
}
