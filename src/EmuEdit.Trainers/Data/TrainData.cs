using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Training.Data;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Trainers;

/// <summary>
/// The source of a training run's samples. There are unlimited training samples; held-out samples are never among them. Thread-safe.
/// </summary>
internal abstract class TrainData
{
    /// <summary>Returns a training sample by its index, from 0 up.</summary>
    public abstract EditSample Sample(long index);

    /// <summary>Returns training samples with balanced tasks.</summary>
    /// <exception cref="InvalidInputException">A weight is out of range, or a
    /// task that has a weight or must be included does not occur.</exception>
    public abstract Func<long, EditSample> Balanced(TaskBalance balance);

    /// <summary>Returns the problems of these samples, one per entry.</summary>
    public virtual IReadOnlyList<string> Warnings(TaskBalance balance) => [];

    /// <summary>Returns these samples if their images have captions.</summary>
    /// <exception cref="InvalidInputException">The images have no captions.</exception>
    public virtual TrainData WithCaptions() => this;

    /// <summary>Returns a held-out sample by its index, from 0 up to the number of held-out samples.</summary>
    public abstract EditSample HeldOut(long index);

    /// <summary>Returns held-out samples of the tasks in training, if they can be selected.</summary>
    public virtual Func<long, EditSample> HeldOutOf(TaskBalance balance) => HeldOut;

    /// <summary>Returns a training image with its caption.</summary>
    public abstract CaptionedImage Image(long index);

    /// <summary>Returns a held-out image with its caption.</summary>
    public abstract CaptionedImage HeldOutImage(long index);

    /// <summary>Returns the instruction of a training sample.</summary>
    public abstract Instruction Instruction(long index);

    /// <summary>Returns the instruction of a held-out sample.</summary>
    public abstract Instruction HeldOutInstruction(long index);

    /// <summary>Returns a training image with its ground truth.</summary>
    /// <exception cref="InvalidInputException">These samples have no ground truth.</exception>
    public abstract AnnotatedImage Annotated(long index);

    /// <summary>Returns a held-out image with its ground truth.</summary>
    /// <exception cref="InvalidInputException">These samples have no ground truth.</exception>
    public abstract AnnotatedImage HeldOutAnnotated(long index);

    protected static CaptionedImage InputOf(EditSample sample) => new(sample.Input, sample.InputCaption);

    protected static Instruction ToInstruction((string Text, EditTask Task) of) => new(of.Text, of.Task);
}
