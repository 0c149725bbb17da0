using System.Runtime.CompilerServices;
using EmuEdit.Sessions.Tests;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

/// <summary>A factory in a folder of its own, with stages that can be stopped, on a disk that can be full.</summary>
internal sealed class FactoryHost : IAsyncDisposable
{
    public static readonly FactorySettings Small = new() { Generation = 3 };

    private readonly TemporaryFolder _folder = new();
    private FactorySettings _settings;
    private EmbeddedFactory _factory;

    /// <param name="settings">How many at once; null for generations of three shards.</param>
    /// <param name="blobs">Where all is stored; null for files in the folder.</param>
    public FactoryHost(FactorySettings? settings = null, IBlobStore? blobs = null)
    {
        _settings = settings ?? Small;
        Blobs = blobs ?? new FolderBlobStore(_folder["blobs"]);
        Disk = new(Blobs);
        _factory = Open();
    }

    public FakeStages Stages { get; } = new();

    public FillableStore Disk { get; }

    public IBlobStore Blobs { get; }

    public EmbeddedFactory Factory => _factory;

    public DatasetBatches Batches => _factory.Batches;

    public string Folder => _folder.Path;

    public string Journal => _folder["journal/journal.db"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static BatchPlan Plan(string id = "b", long count = 20) => new(id, Seed: 7, count) { ShardSize = 4 };

    /// <summary>Starts a batch and waits for its end.</summary>
    public async Task<BatchStatus> Make(BatchPlan plan)
    {
        await Batches.StartAsync(plan, Stop);
        return await Batches.WaitForEndAsync(plan.Id, Stop);
    }

    /// <summary>All files of a batch's data set, in one line each: name and content.</summary>
    public async Task<List<string>> Files(string id)
    {
        var files = new List<string>();
        await foreach (var name in Blobs.ListAsync(BatchFiles.Files(id), Stop))
            files.Add($"{name[BatchFiles.Files(id).Length..]} {Convert.ToHexString((await Blobs.GetAsync(name, Stop)).Content.Span)}");
        return files;
    }

    /// <summary>Stops the engine in the middle of what it does, and opens its folder again.</summary>
    public async Task Restart(bool loseJournal = false, FactorySettings? settings = null, Func<Task>? meanwhile = null)
    {
        await _factory.DisposeAsync();
        if (meanwhile is not null)
            await meanwhile();
        if (loseJournal)
            Directory.Delete(_folder["journal"], recursive: true);
        (_settings, Stages.Before) = (settings ?? _settings, null);
        _factory = Open();
    }

    public static Task Until(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        Patience.Until(holds, Stop, what);

    public Task Until(string id, BatchStage stage) =>
        Patience.Last(() => Batches.GetAsync(id, Stop), status => status.Stage == stage, Stop, $"{id} is {stage}");

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        (Blobs as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    private EmbeddedFactory Open() =>
        EmbeddedFactory.Open(
            _folder.Path,
            _ => Stages,
            new()
            {
                Settings = _settings,
                Blobs = Disk,
                Messages = new() { Pause = TimeSpan.FromMilliseconds(20), Visibility = TimeSpan.FromSeconds(1) },
            }
        );
}
