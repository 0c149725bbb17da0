using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Predictor;

/// <summary>
/// Trains the task predictor, from instruction to task, by cross-entropy. It writes <c>run.json</c>,
/// <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>loss.png</c> and <c>accuracy.png</c> to the run's folder.
/// </summary>
/// <remarks>Scores: <c>accuracy</c>, the mean over held-out samples, and <c>accuracy/{task}</c>.</remarks>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class TaskPredictorTrainer(TaskPredictorTrainerOptions options) : Trainer<TrainingResult>(options.Validate)
{
    private protected override TrainingResult Train(CancellationToken cancellationToken)
    {
        var network = new TaskPredictorNetwork(options.Network, options.Vocabulary);
        using var state = new TrainingState(network.Parameters, options.Optimiser, options.Parts);
        var heldOut = InstructionBatch.Of([
            .. Enumerable.Range(0, options.HeldOutCount).Select(i => options.HeldOut(i)).Select(h => (options.Tokenize(h.Text), h.Task)),
        ]);
        var loop = new TrainingLoop<InstructionBatch>(
            options,
            state,
            options.NoisyBatch,
            (ops, batch, _) => Loss(network, ops, batch),
            metrics => Score(network, state.Ops, heldOut, metrics));
        loop.Prepare(options.Network, new { options.Parts, options.ReplacedWords, options.InsertedWords });
        return loop.Run(cancellationToken);
    }

    /// <summary>The mean cross-entropy of a batch, differentiable.</summary>
    internal static Tensor Loss(TaskPredictorNetwork network, TorchOps ops, InstructionBatch batch) =>
        nn.functional.cross_entropy(network.Forward(ops, Ids(batch)), tensor(batch.Tasks));

    private Dictionary<string, double> Score(
        TaskPredictorNetwork network,
        TorchOps ops,
        InstructionBatch batch,
        IReadOnlyList<TrainingProgress> metrics
    )
    {
        var predicted = network.Forward(ops, Ids(batch)).argmax(1).data<long>().ToArray();
        var right = predicted.Zip(batch.Tasks).Select(p => (Task: p.Second, Right: p.First == p.Second ? 1.0 : 0)).ToArray();
        var scores = right
            .GroupBy(r => r.Task)
            .ToDictionary(g => "accuracy/" + EditTask.All[(int)g.Key].Name, g => g.Average(r => r.Right));
        scores["accuracy"] = right.Average(r => r.Right);
        RunPlots.Draw(options.Folder, metrics, "accuracy", scores["accuracy"]);
        return scores;
    }

    private static Tensor Ids(InstructionBatch batch) => tensor(batch.Ids, [batch.Tasks.Length, batch.Ids.Length / batch.Tasks.Length]);
}
