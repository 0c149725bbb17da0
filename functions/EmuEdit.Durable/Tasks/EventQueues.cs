using System.Text.Json;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>
/// Waits for events in the port's order: the wait that began first gets the next event, and a cancelled wait gets none. The SDK serves the
/// latest wait first, and also gives an event to a cancelled wait, where it is lost. So this class requests as many events from the SDK as
/// there are waits, and passes them on.
/// </summary>
/// <param name="context">The SDK's context.</param>
internal sealed class EventQueues(Sdk.TaskOrchestrationContext context)
{
    private sealed class Line
    {
        public List<TaskCompletionSource<JsonElement>> Waiting { get; } = [];

        public Queue<JsonElement> Unread { get; } = [];

        /// <summary>The number of events that were requested from the SDK and have not arrived.</summary>
        public int Asked { get; set; }
    }

    private readonly Dictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);
    private bool _handOn;

    /// <summary>Returns the next event with a name.</summary>
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

    /// <summary>Ends the run. Events that nobody waited for go to the next run, or are dropped.</summary>
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
