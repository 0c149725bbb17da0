using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Onnx;
using EmuEdit.TestKit;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Export;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using EmuEdit.World;
using TorchSharp;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// The editor's training from a bundle's weights over one batch of the world, made beforehand:
/// loop, objective and optimiser are the trainer's, drawing the world and scoring are left out.
/// libtorch must be loaded.
/// </summary>
internal sealed class EditorStep : IDisposable
{
    public const int BatchSize = 32;
    private const int TextLength = 48, Seed = 1;

    private readonly TemporaryFolder _folder = new();
    private readonly EditorTrainerOptions _options;
    private readonly TrainingLoop<EditBatch> _loop;
    private readonly TorchThreads _threads;

    public EditorStep(string bundle, TrainingPrecision precision = TrainingPrecision.Auto, int? threads = null)
    {
        var weights = BundleWeights.Editor(bundle);
        var (world, tokenizer) = (
            new WorldDataset(Seed, new EditNetworkOptions().ImageSize),
            ClipTokenizer.Load(Path.Combine(bundle, "tokenizer"))
        );
        _options = new()
        {
            Folder = _folder.Path,
            Samples = world.Sample,
            HeldOut = world.Sample,
            Tokenize = text => [.. tokenizer.Encode(text, TextLength).Ids.Select(id => (long)id)],
            Vocabulary = tokenizer.Vocabulary,
            BatchSize = BatchSize,
            Precision = precision,
            InitialWeights = bundle,
        };
        if (threads is { } count)
            _options = _options with { Threads = count };
        Model = new(_options.Network, _options.Vocabulary, _options.Tasks.Count);
        State = new(Model.Parameters, _options.Optimiser, _options.Parts);
        Objective = new(
            Model,
            new(_options.Network.Patch, weights.Tensors[Checkpoint.ConstantPrefix + EditorTrainer.DeviationsName].Values),
            _options,
            EmptyText
        );
        Batch = _options.Batch(0, _options.Lay);
        _loop = new(
            _options,
            State,
            _ => Batch,
            (ops, batch, random) => Objective.Loss(ops, batch, random),
            _ => new Dictionary<string, double>()
        );
        _loop.Prepare(network: new { }, objective: new { });
        _threads = new(_options.Parts);
    }

    public AdamWOptions Optimiser => _options.Optimiser;

    public EditModel Model { get; }

    public TrainingState State { get; }

    public EditObjective Objective { get; }

    /// <summary>Token ids of no instruction.</summary>
    public long[] EmptyText => _options.Tokenize("");

    public IReadOnlyList<BatchPart<EditBatch>> Batch { get; }

    /// <summary>One step of the trainer: loss, gradients, clipping, AdamW, moving average.</summary>
    public (double Loss, double Norm) Run() => _loop.Step(_threads, Batch, _options.Optimiser.RateAt(State.Step, 0));

    /// <summary>The losses of the parts, with what their backward pass needs and nothing else.</summary>
    public IReadOnlyList<torch.Tensor> Forward()
    {
        State.Weights.Round();
        return [.. Batch.Select((part, i) =>
        {
            using var scope = torch.NewDisposeScope();
            using var random = new torch.Generator(Seed);
            var ops = new TorchOps(State.Parts[i], State.Precision, leaf => State.Weights.Rounded?.Of(i, leaf));
            return Objective.Loss(ops, part.Samples, random).DetachFromDisposeScope();
        })];
    }

    public void Dispose()
    {
        _threads.Dispose();
        Objective.Dispose();
        State.Dispose();
        _folder.Dispose();
    }
}
