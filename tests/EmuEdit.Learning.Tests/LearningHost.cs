using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Learning.Tests;

/// <summary>Learning in a folder of its own, on a toy bundle.</summary>
internal sealed class LearningHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bundle _bundle;

    private readonly FolderBlobStore _blobs;
    private EmbeddedHost _host;

    public LearningHost()
    {
        new TinyBundle().Write(_folder["toy"]);
        _bundle = Bundle.Load(_folder["toy"]);
        _blobs = new(_folder["learning/blobs"]);
        _host = Open();
    }

    public FakeInverter Inverter { get; } = new();

    public FakeTrainer Trainer { get; } = new();

    public ComputeSlots Slots { get; } = new(1);

    public Bundle Bundle => _bundle;

    public OrchestrationClient Client => _host.Client;

    public TaskInversions Tasks => Workload.OpenInversions(_host.Client)!;

    public Trainings Trainings => Workload.OpenTrainings(_host.Client)!;

    public static InversionRequest Request(string name = "brighten", int pairs = 2) =>
        new(name, [.. Enumerable.Range(0, pairs).Select(i => Pair($"pair {i}", 16))]) { Phrases = ["make the left bright"] };

    /// <summary>A grey picture, and the same with a brighter left half.</summary>
    public static ExamplePair Pair(string name, int size, string? instruction = null)
    {
        var (input, target) = (new Image(size, size), new Image(size, size));
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                input.Pixels.AsSpan(input.Offset(x, y), 3).Fill(100);
                target.Pixels.AsSpan(target.Offset(x, y), 3).Fill((byte)(x < size / 2 ? 151 : 100));
            }
        return new(name, input, target, instruction);
    }

    /// <summary>Stops the engine in the middle of what it does, and opens its folder again.</summary>
    public async Task Restart()
    {
        await _host.DisposeAsync();
        _host = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _blobs.Dispose();
        _bundle.Dispose();
        _folder.Dispose();
    }

    private LearningWorkload Workload =>
        new(
            _blobs,
            _bundle,
            new SkiaCodec(),
            Inverter,
            Trainer,
            new()
            {
                Scratch = _folder["scratch"],
                ProgressInterval = TimeSpan.FromMilliseconds(20),
                Slots = Slots,
            }
        );

    private EmbeddedHost Open()
    {
        var host = EmbeddedHost.Open(_folder["learning"], [Workload]);
        host.Start();
        return host;
    }
}
