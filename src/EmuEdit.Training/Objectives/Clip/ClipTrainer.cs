using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Clip;

/// <summary>
/// Trains an image encoder and a caption encoder into one space with the symmetric contrastive
/// loss of CLIP (Radford et al. 2021). It writes <c>run.json</c>, <c>checkpoint.safetensors</c>,
/// <c>metrics.jsonl</c>, <c>loss.png</c> and <c>retrieval.png</c> to the run's folder.
/// </summary>
/// <remarks>
/// Score <c>retrieval</c>: the share of held-out images whose own caption is the nearest among
/// those of all held-out samples. Equal captions count as one.
/// </remarks>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class ClipTrainer(ClipTrainerOptions options) : Trainer<TrainingResult>(options.Validate)
{
    private const double MaxScale = 100;

    private protected override TrainingResult Train(CancellationToken cancellationToken)
    {
        var network = new ClipNetwork(options.Network, options.Vocabulary);
        using var state = new TrainingState(network.Parameters, options.Optimiser);
        var heldOut = Batch(options.HeldOut, 0, options.HeldOutCount);
        var loop = new TrainingLoop<CaptionBatch>(options, state,
            // The loss compares an image with every caption of the batch, so the batch is not split.
            step => [new(Batch(options.Samples, step * options.BatchSize, options.BatchSize), 1)],
            (ops, batch, _) => Loss(network, ops, batch),
            metrics => Score(network, state.Ops, heldOut, metrics));
        loop.Prepare(options.Network, new { MaxScale });
        return loop.Run(cancellationToken);
    }

    private Tensor Loss(ClipNetwork network, TorchOps ops, CaptionBatch batch)
    {
        var scale = ops.Weight(network.LogScale).exp().AtMost(MaxScale);
        // Another image may have the same caption: such pairs count neither as positives nor as negatives.
        var others = SameCaption(batch).bitwise_xor(eye(batch.Count, dtype: ScalarType.Bool));
        var logits = (scale * Similarities(network, ops, batch)).Except(others, float.NegativeInfinity);
        var own = tensor([.. Enumerable.Range(0, batch.Count).Select(i => (long)i)]);
        return nn.functional.cross_entropy(logits, own).Plus(nn.functional.cross_entropy(logits.t(), own)).Times(0.5);
    }

    private Dictionary<string, double> Score(ClipNetwork network, TorchOps ops, CaptionBatch batch, IReadOnlyList<TrainingProgress> metrics)
    {
        var nearest = Similarities(network, ops, batch).argmax(1, keepdim: true);
        var right = SameCaption(batch).gather(1, nearest).to(ScalarType.Float32).mean().item<float>();
        RunPlots.Draw(options.Folder, metrics, "retrieval", right);
        return new() { ["retrieval"] = right };
    }

    // [images, captions]
    private Tensor Similarities(ClipNetwork network, TorchOps ops, CaptionBatch batch)
    {
        var size = options.Network.ImageSize;
        return matmul(network.Image(ops, tensor(batch.Pictures, [batch.Count, 3, size, size])), network.Text(ops, Ids(batch)).t());
    }

    private static Tensor SameCaption(CaptionBatch batch)
    {
        var ids = Ids(batch);
        return ids.unsqueeze(0).eq(ids.unsqueeze(1)).all(-1);
    }

    // Two pairs per sample: first the inputs of all samples, then the targets.
    private CaptionBatch Batch(Func<long, EditSample> samples, long first, int count)
    {
        var drawn = Enumerable.Range(0, count).Select(i => samples(first + i)).ToArray();
        var pairs = drawn
            .Select(s => new CaptionedImage(s.Input, s.InputCaption))
            .Concat(drawn.Select(s => new CaptionedImage(s.Target, s.OutputCaption)));
        return CaptionBatch.Of([.. pairs], options.Network.ImageSize, options.Tokenize);
    }

    private static Tensor Ids(CaptionBatch batch) => tensor(batch.Ids, [batch.Count, batch.Ids.Length / batch.Count]);
}
