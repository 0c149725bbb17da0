using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Data;
using EmuEdit.Training.Predictor;
using EmuEdit.World;

namespace EmuEdit.Trainers;

/// <summary>
/// Samples that the built-in world generates during training. Held-out samples come from
/// another world; held-out instructions also use phrasings that training never sees.
/// </summary>
internal sealed class WorldTrainData(long seed, int size) : TrainData
{
    private const long HeldOutSeedOffset = 1L << 32;

    private readonly WorldDataset
        _world = new(seed, size),
        _heldOut = new(seed + HeldOutSeedOffset, size),
        _heldOutPhrasings = new(seed + HeldOutSeedOffset, size, heldOut: true);

    public override EditSample Sample(long index) => _world.Sample(index);

    // The world's tasks are equally frequent before they are weighted.
    public override Func<long, EditSample> Balanced(TaskBalance balance)
    {
        var tasks = balance.Only is { Count: > 0 } only ? only : EditTask.All;
        balance.CheckWeights(tasks);
        var mix = new TaskMix(seed, balance.Weights, tasks);
        return index => _world.Sample(index, mix.TaskOf(index));
    }

    public override EditSample HeldOut(long index) => _heldOut.Sample(index);

    public override Func<long, EditSample> HeldOutOf(TaskBalance balance) =>
        balance.Only is { Count: > 0 } only ? index => _heldOut.Sample(index, only[(int)(index % only.Count)]) : HeldOut;

    public override CaptionedImage Image(long index) => ImageOf(_world, index);

    public override CaptionedImage HeldOutImage(long index) => ImageOf(_heldOut, index);

    public override Instruction Instruction(long index) => ToInstruction(_world.Instruction(index));

    public override Instruction HeldOutInstruction(long index) => ToInstruction(_heldOutPhrasings.Instruction(index));

    public override AnnotatedImage Annotated(long index) => _world.Annotated(index);

    public override AnnotatedImage HeldOutAnnotated(long index) => _heldOut.Annotated(index);

    /// <summary>
    /// Returns mostly scenes. Of ten images, two are in a style and one has
    /// had an object removed, because pair synthesis uses such captions, too.
    /// </summary>
    private static CaptionedImage ImageOf(WorldDataset world, long index)
    {
        if (index % 10 < 3)
            return OutputOf(world.Sample(index, EditTask.Named(index % 10 < 2 ? "style" : "remove")));
        var (scene, caption) = world.Scene(index);
        var frame = world.Render(scene);
        var masks = scene.Objects.Select((_, i) => frame.MaskOf(i));
        return new(frame.ToImage(), caption)
        {
            Objects =
            [
                .. scene.Objects.Zip(masks).Where(o => o.Second.Count > 0).Select(o => new AnnotatedObject([o.First.FullName], o.Second)),
            ],
        };
    }

    private static CaptionedImage OutputOf(EditSample sample) => new(sample.Target, sample.OutputCaption);
}
