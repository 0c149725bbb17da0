using EmuEdit.Core;
using EmuEdit.Training.Data;
using EmuEdit.Training.Export;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Editor;

/// <summary>Options of the editor's training.</summary>
public sealed record EditorTrainerOptions : DiffusionTrainerOptions<EditSample>
{
    /// <summary>
    /// The tasks that have an embedding, in the order of the table; default the sixteen. A sample
    /// of another task is rejected.
    /// </summary>
    public IReadOnlyList<EditTask> Tasks { get; init; } = EditTask.All;

    /// <summary>Share of samples at the last timestep, 0 to 1; default 0.6.</summary>
    public double LastTimestepShare { get; init; } = 0.6;

    /// <summary>
    /// Share of samples that lose the text; the same share loses the image, and the
    /// same share loses both. 0 to 0.33, default 0.02 (Brooks et al. 2023: 0.05).
    /// </summary>
    public double Dropout { get; init; } = 0.02;

    /// <summary>
    /// Width c of the pseudo-Huber loss, on images of [-1, 1]; over 0 up to 10, default 0.25.
    /// The loss is nearly quadratic below it, so that missing changes are learned first.
    /// </summary>
    public double HuberWidth { get; init; } = 0.25;

    /// <summary>Weight of the error outside the edited region; 0 to 1000, default 1.</summary>
    public double OutsideWeight { get; init; } = 1;

    /// <summary>Weight of the cross-entropy between the gates and the edited region; 0 to 1000, default 0.04.</summary>
    public double GateWeight { get; init; } = 0.04;

    /// <summary>Lays out samples for the network.</summary>
    internal EditBatch Lay(IReadOnlyList<EditSample> samples) => EditBatch.Of(samples, Network.ImageSize, Tokenize, RowOf);

    /// <inheritdoc/>
    internal override Safetensors InitialWeightsOf(string bundle) => BundleWeights.Editor(bundle);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRange.Check(nameof(Tasks), Tasks.Count, Tasks.Count is >= 1 and <= 1000, "1 to 1000 tasks");
        OptionRange.Check(nameof(LastTimestepShare), LastTimestepShare, LastTimestepShare is >= 0 and <= 1, "0 to 1");
        OptionRange.Check(nameof(Dropout), Dropout, Dropout is >= 0 and <= 0.33, "0 to 0.33");
        OptionRange.Check(nameof(HuberWidth), HuberWidth, HuberWidth is > 0 and <= 10, "over 0 up to 10");
        OptionRange.Check(nameof(OutsideWeight), OutsideWeight, OutsideWeight is >= 0 and <= 1000, "0 to 1000");
        OptionRange.Check(nameof(GateWeight), GateWeight, GateWeight is >= 0 and <= 1000, "0 to 1000");
    }

    private int RowOf(EditTask task)
    {
        for (var row = 0; row < Tasks.Count; row++)
            if (Tasks[row].Name == task.Name)
                return row;
        throw new InvalidInputException(
            $"a sample of task '{task}'",
            "one of " + string.Join(", ", Tasks),
            "leave it out, or learn the task by inversion"
        );
    }
}
