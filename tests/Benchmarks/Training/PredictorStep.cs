using EmuEdit.Networks;
using EmuEdit.Onnx;
using EmuEdit.TestKit;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Predictor;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using EmuEdit.World;
using TorchSharp;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// The task predictor's training from random weights over one batch: a network so small that all
/// that surrounds its arithmetic shows. libtorch must be loaded.
/// </summary>
internal sealed class PredictorStep : IDisposable
{
    public const int BatchSize = 16;

    private readonly TemporaryFolder _folder = new();
    private readonly TaskPredictorTrainerOptions _options;
    private readonly TaskPredictorNetwork _network;
    private readonly IReadOnlyList<BatchPart<InstructionBatch>> _batch;
    private readonly InstructionBatch _whole;
    private readonly TrainingLoop<InstructionBatch> _loop;
    private readonly TorchThreads _threads;

    public PredictorStep(string bundle)
    {
        var (world, tokenizer) = (new WorldDataset(1, 64), ClipTokenizer.Load(Path.Combine(bundle, "tokenizer")));
        _options = new()
        {
            Folder = _folder.Path,
            Samples = Instruction,
            HeldOut = Instruction,
            Tokenize = text => [.. tokenizer.Encode(text, new TaskPredictorNetworkOptions().TextLength).Ids.Select(id => (long)id)],
            Vocabulary = tokenizer.Vocabulary,
            BatchSize = BatchSize,
            Steps = 1,
        };
        _network = new(_options.Network, _options.Vocabulary);
        State = new(_network.Parameters, _options.Optimiser, _options.Parts);
        _batch = _options.NoisyBatch(0);
        _whole = (_options with { Threads = 1 }).NoisyBatch(0)[0].Samples;
        _loop = new(
            _options,
            State,
            _ => _batch,
            (ops, batch, _) => TaskPredictorTrainer.Loss(_network, ops, batch),
            _ => new Dictionary<string, double>()
        );
        _loop.Prepare(network: new { }, objective: new { });
        _threads = new(_options.Parts);

        Instruction Instruction(long index) => world.Instruction(index) is var (text, task) ? new(text, task) : default;
    }

    public TrainingState State { get; }

    public AdamWOptions Optimiser => _options.Optimiser;

    /// <summary>The mean loss of the whole batch.</summary>
    public torch.Tensor Loss(TorchOps ops) => TaskPredictorTrainer.Loss(_network, ops, _whole);

    /// <summary>One step of the trainer: loss, gradients, clipping, AdamW, moving average.</summary>
    public (double Loss, double Norm) Run() => _loop.Step(_threads, _batch, _options.Optimiser.RateAt(State.Step, 0));

    public void Dispose()
    {
        _threads.Dispose();
        State.Dispose();
        _folder.Dispose();
    }
}
