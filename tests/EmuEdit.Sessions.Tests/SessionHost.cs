using System.Runtime.CompilerServices;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Sessions.Tests;

/// <summary>Sessions on the embedded engine, a folder and the toy bundle, which brightens the left half for each word "red".</summary>
internal sealed class SessionHost : IAsyncDisposable
{
    public static readonly SkiaCodec Codec = new();
    public static readonly byte[] Source = Codec.EncodePng(Pictures.Slopes(40, 24));

    private readonly TemporaryFolder _folder = new();
    private readonly EditSessionSettings _settings;
    private readonly TimeProvider _time;
    private readonly FolderBlobStore _blobs;
    private readonly Bundle _bundle;

    public SessionHost(EditSessionSettings? settings = null, TinyBundle? toy = null, TimeProvider? time = null)
    {
        (_settings, _time) = (settings ?? new(), time ?? TimeProvider.System);
        _blobs = new(_folder["blobs"]);
        Disk = new(_blobs);
        Store = new(Disk);
        (toy ?? new()).Write(_folder["toy"]);
        _bundle = Bundle.Load(_folder["toy"]);
        Pipeline = new(_bundle);
        (Client, Sessions) = Open();
    }

    public SessionStore Store { get; }

    public IBlobStore Blobs => _blobs;

    public FillableStore Disk { get; }

    public EditPipeline Pipeline { get; }

    public GatedProgress Progress { get; } = new();

    public EmbeddedEngine Client { get; private set; }

    public EditSessions Sessions { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task<string> Create() => (await Sessions.CreateAsync(Source, cancellationToken: Stop)).Document.Id;

    public Task<SessionTurn> Add(
        string id,
        string instruction = "red",
        EditOptions? options = null,
        string? key = null,
        int? expected = null
    ) =>
        Sessions.AddTurnAsync(
            id,
            new(instruction, options ?? new()) { IdempotencyKey = key, ExpectedTurn = expected },
            cancellationToken: Stop
        );

    /// <summary>Adds a turn and waits for its end.</summary>
    public async Task<SessionTurn> Make(string id, string instruction = "red", EditOptions? options = null) =>
        await Sessions.WaitForTurnAsync(id, (await Add(id, instruction, options)).Number, Stop);

    public async Task<Image> Picture(string id, int turn) =>
        Codec.Decode((await Sessions.ReadImageAsync(id, turn, Stop)).Content, "picture");

    public async Task<Session> Session(string id) => (await Sessions.GetAsync(id, Stop)).Document;

    public static Task Until(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        Patience.Until(holds, Stop, what);

    /// <summary>Stops the engine in the middle of what it does, and opens its folder again.</summary>
    public async Task Restart()
    {
        var stopped = Client.DisposeAsync().AsTask();
        Progress.Open();
        await stopped;
        Sessions.Dispose();
        (Client, Sessions) = Open();
    }

    public async ValueTask DisposeAsync()
    {
        Progress.Open();
        await Client.DisposeAsync();
        Sessions.Dispose();
        Progress.Dispose();
        _bundle.Dispose();
        _blobs.Dispose();
        _folder.Dispose();
    }

    private (EmbeddedEngine, EditSessions) Open()
    {
        Workload[] workloads = [new SessionWorkload(Disk, _bundle, Pipeline, Codec, Progress, _settings, time: _time)];
        var engine = EmbeddedEngine.Open(_folder["journal"], workloads.Tasks(), new() { Concurrency = workloads.Limits(), Time = _time });
        return (engine, new(Store, engine, Codec, _settings, _time));
    }
}
