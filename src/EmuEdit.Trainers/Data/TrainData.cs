using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Data;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Trainers;

/// <summary>Where a training run's samples come from. Training samples go on without end; held-out samples are none of them. Thread-safe.</summary>
internal abstract class TrainData
{
    /// <summary>A training sample, from 0 up.</summary>
    public abstract EditSample Sample(long index);

    /// <summary>Training samples whose tasks are balanced.</summary>
    /// <exception cref="InvalidInputException">A weight is out of range, or a task that has one or shall be seen does not occur.</exception>
    public abstract Func<long, EditSample> Balanced(TaskBalance balance);

    /// <summary>What is wrong with these samples, a line each.</summary>
    public virtual IReadOnlyList<string> Warnings(TaskBalance balance) => [];

    /// <summary>These samples, whose pictures have captions.</summary>
    /// <exception cref="InvalidInputException">They have none.</exception>
    public virtual TrainData WithCaptions() => this;

    /// <summary>A held-out sample, from 0 up to the count of held-out samples.</summary>
    public abstract EditSample HeldOut(long index);

    /// <summary>Held-out samples of the tasks that training sees, where they can be chosen.</summary>
    public virtual Func<long, EditSample> HeldOutOf(TaskBalance balance) => HeldOut;

    /// <summary>A training picture with its caption.</summary>
    public abstract CaptionedImage Image(long index);

    /// <summary>A held-out picture with its caption.</summary>
    public abstract CaptionedImage HeldOutImage(long index);

    /// <summary>The instruction of a training sample.</summary>
    public abstract Instruction Instruction(long index);

    /// <summary>The instruction of a held-out sample.</summary>
    public abstract Instruction HeldOutInstruction(long index);

    /// <summary>A training picture with what is true of it.</summary>
    /// <exception cref="InvalidInputException">These samples do not tell.</exception>
    public abstract AnnotatedImage Annotated(long index);

    /// <summary>A held-out picture with what is true of it.</summary>
    /// <exception cref="InvalidInputException">These samples do not tell.</exception>
    public abstract AnnotatedImage HeldOutAnnotated(long index);

    protected static CaptionedImage InputOf(EditSample sample) => new(sample.Input, sample.InputCaption);

    protected static Instruction ToInstruction((string Text, EditTask Task) of) => new(of.Text, of.Task);
}
