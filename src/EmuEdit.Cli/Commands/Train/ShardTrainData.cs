using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Data;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Cli.Commands;

/// <summary>Samples from shards: the last ones are held out, the others come epoch after epoch in random order.</summary>
internal sealed class ShardTrainData : TrainData
{
    private readonly ShardDataset _shards;
    private readonly EpochShuffle _order;
    private readonly long _training;

    /// <param name="shards">The data set.</param>
    /// <param name="heldOut">How many samples are held out.</param>
    /// <param name="seed">Of the order.</param>
    /// <exception cref="InvalidInputException">No sample is left to train on.</exception>
    public ShardTrainData(ShardDataset shards, int heldOut, long seed)
    {
        (_shards, _training) = (shards, shards.Count - heldOut);
        if (_training < 1)
            throw new InvalidInputException($"--data with {shards.Count} samples", $"more than the {heldOut} that are held out", "add shards, or lower --held-out-count");
        _order = new(seed, _training);
    }

    public override EditSample Sample(long index) => _shards.Sample(_order[index]);

    public override Func<long, EditSample> Weighted(IReadOnlyDictionary<EditTask, float> weights) => weights.Count == 0
        ? Sample
        : throw new InvalidInputException("--task-weight with --data", "one of the two", "write the shards with the share of tasks that you want");

    public override EditSample HeldOut(long index) => _shards.Sample(_training + index);

    public override CaptionedPicture Picture(long index) => InputOf(Sample(index));

    public override CaptionedPicture HeldOutPicture(long index) => InputOf(HeldOut(index));

    public override Instruction Instruction(long index) => ToInstruction(_shards.Instruction(_order[index]));

    public override Instruction HeldOutInstruction(long index) => ToInstruction(_shards.Instruction(_training + index));

    public override AnnotatedPicture Annotated(long index) => throw WithoutTruth();

    public override AnnotatedPicture HeldOutAnnotated(long index) => throw WithoutTruth();

    private static InvalidInputException WithoutTruth() =>
        new("--data for a detector, segmenter or depth estimator", "the built-in world, which tells where things are and how near", "leave --data out");
}
