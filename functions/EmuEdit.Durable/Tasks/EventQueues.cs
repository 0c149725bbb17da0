using System.Text.Json;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>
/// Waits for events in the port's order: the longest waiting is served first, and a wait that was cancelled takes none. The SDK serves the latest first, and gives an
/// event also to a wait that was cancelled, where it is lost. So the SDK is asked for as many events as are waited for, and they are handed on here.
/// </summary>
/// <param name="context">The SDK's context.</param>
internal sealed class EventQueues(Sdk.TaskOrchestrationContext context)
{
    private sealed class Line
    {
        public List<TaskCompletionSource<JsonElement>> Waiting { get; } = [];

        public Queue<JsonElement> Unread { get; } = [];

        /// <summary>Events that the SDK was asked for and has not given.</summary>
        public int Asked { get; set; }
    }

    private readonly Dictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);
    private bool _handOn;

    /// <summary>The next event of a name.</summary>
    public async Task<JsonElement> NextAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_lines.TryGetValue(name, out var line))
            _lines[name] = line = new();
        if (line.Unread.TryDequeue(out var unread))
            return unread;
        var waiter = new TaskCompletionSource<JsonElement>();
        line.Waiting.Add(waiter);
        using var registration = cancellationToken.Register(() =>
        {
            line.Waiting.Remove(waiter);
            waiter.TrySetCanceled(cancellationToken);
        });
        if (line.Asked < line.Waiting.Count)
            _ = AskAsync(name, line);
        return await waiter.Task;
    }

    /// <summary>Ends the run: what nobody waited for goes to the next one, or is dropped.</summary>
    public void End(bool preserve)
    {
        _handOn = preserve;
        if (preserve)
            foreach (var (name, line) in _lines)
                while (line.Unread.TryDequeue(out var unread))
                    context.SendEvent(context.InstanceId, name, unread);
    }

    private async Task AskAsync(string name, Line line)
    {
        line.Asked++;
        var payload = await context.WaitForExternalEvent<JsonElement>(name);
        line.Asked--;
        if (line.Waiting.Count > 0)
        {
            var first = line.Waiting[0];
            line.Waiting.RemoveAt(0);
            first.SetResult(payload);
        }
        else if (_handOn)
            context.SendEvent(context.InstanceId, name, payload);
        else
            line.Unread.Enqueue(payload);
    }
}
