using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>An embedded engine over a folder of its own.</summary>
internal sealed class EmbeddedHost : IEngineHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedEngineOptions _options;
    private TaskRegistry _registry;
    private EmbeddedEngine? _engine;

    public EmbeddedHost(TaskRegistry registry, EmbeddedEngineOptions? options = null)
    {
        // Not flushed: these tests kill processes, they do not cut power.
        (_registry, _options) = (registry, options ?? new() { Sync = JournalSync.Off });
        Open();
    }

    public OrchestrationClient Client => _engine!;

    public string Folder => _folder.Path;

    public void Open() => _engine = EmbeddedEngine.Open(Folder, _registry, _options);

    public async Task Close()
    {
        await _engine!.DisposeAsync();
        _engine = null;
    }

    public async Task Restart()
    {
        await Close();
        Open();
    }

    /// <summary>Restarts with other code.</summary>
    public Task Restart(TaskRegistry registry)
    {
        _registry = registry;
        return Restart();
    }

    public Task<string> Schedule<TIn>(string orchestrator, TIn input, string? id = null) => Client.Schedule<TIn, object>(orchestrator, input, id);

    public Task Raise(string id, string name) => Client.RaiseEvent(id, name, "");

    public Task<OrchestrationMetadata?> Get(string id) => Client.Get(id);

    public async Task<OrchestrationMetadata> End(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Client.WaitForCompletion(id, patience.Token);
    }

    public async Task<OrchestrationMetadata> Run<TIn>(string orchestrator, TIn input, string? id = null) => await End(await Schedule(orchestrator, input, id));

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<Task<bool>> condition)
    {
        for (var left = Patience; !await condition(); left -= TimeSpan.FromMilliseconds(5))
        {
            Assert.True(left > TimeSpan.Zero, "Waited too long.");
            await Task.Delay(5);
        }
    }

    public Task UntilStatus(string id, string customStatus) => Until(async () => (await Get(id))?.ReadCustomStatus<string>() == customStatus);

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _folder.Dispose();
    }
}
