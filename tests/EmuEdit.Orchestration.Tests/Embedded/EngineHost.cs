using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>An embedded engine over a folder of its own.</summary>
internal sealed class EngineHost : IEngineHost
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedEngineOptions _options;
    private TaskRegistry _registry;
    private EmbeddedEngine? _engine;

    public EngineHost(TaskRegistry registry, EmbeddedEngineOptions? options = null)
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

    public Task<string> Schedule<TIn>(string orchestrator, TIn input, string? id = null) =>
        Client.ScheduleAsync<TIn, object>(orchestrator, input, id);

    public Task Raise(string id, string name) => Client.RaiseEventAsync(id, name, "");

    public Task<OrchestrationMetadata?> Get(string id) => Client.GetAsync(id);

    public Task<OrchestrationMetadata> End(string id) => Client.WaitForCompletionAsync(id, TestContext.Current.CancellationToken).Ends();

    public async Task<OrchestrationMetadata> Run<TIn>(string orchestrator, TIn input, string? id = null) =>
        await End(await Schedule(orchestrator, input, id));

    public Task UntilStatus(string id, string customStatus) =>
        Patience.Last(
            async () => (await Get(id))?.ReadCustomStatus<string>(),
            status => status == customStatus,
            TestContext.Current.CancellationToken,
            $"{id} is {customStatus}"
        );

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _folder.Dispose();
    }
}
