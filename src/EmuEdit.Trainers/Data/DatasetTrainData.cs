using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Data;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Trainers;

/// <summary>
/// Samples from shards or Parquet files. The last ones are held out; the others repeat epoch after
/// epoch in random order. Unreadable samples are skipped, see <see cref="ReadableSamples"/>.
/// </summary>
internal sealed class DatasetTrainData : TrainData
{
    private readonly IEditDataset _dataset;
    private readonly ReadableSamples _samples;
    private readonly SampleOrder _order;
    private readonly long _training, _seed;
    private readonly Lazy<IReadOnlyDictionary<EditTask, int[]>> _tasks;
    private readonly Action<string> _log;

    /// <param name="dataset">The data set.</param>
    /// <param name="heldOut">Number of held-out samples.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="log">Receives messages about slow operations and skipped samples.</param>
    /// <exception cref="InvalidInputException">No sample is left to train on.</exception>
    public DatasetTrainData(IEditDataset dataset, int heldOut, long seed, Action<string> log)
    {
        (_dataset, _training, _seed, _log) = (dataset, dataset.Count - heldOut, seed, log);
        if (_training < 1)
            throw new InvalidInputException(
                $"--data with {dataset.Count} samples",
                $"more than the {heldOut} that are held out",
                "add samples, or lower --held-out-count"
            );
        _samples = new(dataset, log);
        _order = SampleOrder.Of(seed, dataset.Groups.Take(_training));
        _tasks = new(() => dataset.Tasks.Samples(_training));
    }

    public override EditSample Sample(long index) => _samples.Sample(_order[index], 0, _training);

    public override Func<long, EditSample> Balanced(TaskBalance balance)
    {
        TaskMix.Check(balance.Weights);
        // Checked at the start if possible: the trainer knows only the sixteen tasks.
        if (_dataset.KnowsTasks && _tasks.Value.Keys.FirstOrDefault(t => t.Index < 0) is { } own)
            throw new InvalidInputException(
                $"--data with samples of task '{own}'",
                "samples of the sixteen tasks",
                "leave them out, or learn the task by inversion"
            );
        if (balance.IsNone)
            return Sample;
        if (!_dataset.KnowsTasks)
            _log($"predicting the tasks of {_dataset.Count} instructions");
        var order = SampleOrder.Of(_seed, _dataset.Groups.Take(_training), _tasks.Value, balance);
        return index => _samples.Sample(order[index], 0, _training);
    }

    // Predicted tasks are unknown until their samples are read, unless balancing has already predicted all.
    public override IReadOnlyList<string> Warnings(TaskBalance balance) =>
        (_dataset.KnowsTasks || _tasks.IsValueCreated) && balance.Warning(_tasks.Value, EditTask.All) is { } warning ? [warning] : [];

    public override EditSample HeldOut(long index) => _samples.Sample(_training + index, _training, _dataset.Count);

    public override CaptionedImage Image(long index) => InputOf(Sample(index));

    public override CaptionedImage HeldOutImage(long index) => InputOf(HeldOut(index));

    public override Instruction Instruction(long index) => ToInstruction(_dataset.Instruction(_order[index]));

    public override Instruction HeldOutInstruction(long index) => ToInstruction(_dataset.Instruction(_training + index));

    public override AnnotatedImage Annotated(long index) => throw WithoutTruth();

    public override AnnotatedImage HeldOutAnnotated(long index) => throw WithoutTruth();

    public override TrainData WithCaptions() =>
        _dataset.HasCaptions
            ? this
            : throw new InvalidInputException(
                "--data without captions",
                "samples whose pictures have captions",
                "choose another data set, or leave --data out"
            );

    private static InvalidInputException WithoutTruth() =>
        new(
            "--data for a detector, segmenter or depth estimator",
            "the built-in world, which tells where things are and how near",
            "leave --data out"
        );
}
