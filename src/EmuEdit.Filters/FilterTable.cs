using EmuEdit.Core;
using EmuEdit.Filters.Measures;
using static EmuEdit.Core.EditTask;

namespace EmuEdit.Filters;

/// <summary>Which filters judge which tasks, in the order in which they run, with the thresholds for bundles that have none.</summary>
internal static class FilterTable
{
    private static readonly EditTask[]
        Maps = [Depth, Sketch, Normal, Pose, SegmentationMap],
        Objects = [Local, Texture, Add, Remove, Detect, Segment],
        Confined = [Local, Texture, Add, Remove, Background, Text, Detect, Segment],
        Seen = [Local, Texture, Add, Remove, Background, Global, Style, Text, Detect, Segment, Color],
        Kept = [Texture, Global, Style, Color, .. Maps],
        Every = [.. Seen, .. Maps];

    /// <summary>
    /// The filters. The thresholds of CLIP (InstructPix2Pix) and of the mask (UltraEdit) are published. The others
    /// are this project's: they are wide on purpose, and calibration narrows them. The task comes first, because
    /// it decides which other filters apply. Next come the filters without a model, then one model after another.
    /// A pair scores higher if the edit follows the captions, the objects are clearly in place, and the rest stays.
    /// </summary>
    public static IReadOnlyList<FilterRow> Rows { get; } =
    [
        new(new TaskAgreement(), Every, new(Max: 0.9)),
        new(new InstructionCoverage(Objects), Every, new(Min: 0.3)),
        new(new MaskArea(), [Local, Texture, Add, Remove, Text], new(Min: 0.01, Max: 0.9)),
        new(new PixelChange(), Every, new(Min: 0.002, Max: 0.7)) { JudgesLearned = true },
        new(new EditedChange(), Confined, new(Min: 0.03)),
        new(new ChangeUniformity(), Every, new(Min: 0.05)) { JudgesLearned = true },
        new(new OutsideChange(), Confined, new(Max: 0.05)) { Score = -1 },
        new(new EdgeCorrelation(), Kept, new(Min: 0)),
        new(new ClipImageSimilarity(), Seen, new(Min: 0.75)),
        new(new ClipCaption("clip_input", ofTarget: false), Every, new(Min: 0.2)),
        new(new ClipCaption("clip_output", ofTarget: true), Every, new(Min: 0.2)),
        new(new ClipDirection(), Every, new(Min: 0.2)) { Score = 1 },
        new(new DepthChange(), [Texture, Global, Style, Text, Color], new(Max: 0.1)),
        new(ObjectPresence.Present, [Detect, Segment], new(Min: 0.5)),
        new(ObjectPresence.Added, [Add], new(Min: 0.5)) { Score = 1 },
        new(ObjectPresence.Removed, [Remove], new(Min: 0.5)) { Score = 1 },
        new(ObjectPresence.Replaced, [Local, Texture], new(Min: 0.5)) { Score = 1 },
        new(new LocalizationIoU(), Objects, new(Min: 0.2)),
    ];

    /// <summary>Names of the filters, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rows.Select(r => r.Filter.Name)];

    /// <summary>Returns the row of a filter.</summary>
    /// <exception cref="InvalidInputException">No filter has this name.</exception>
    public static FilterRow Find(string name, string where) =>
        Rows.FirstOrDefault(r => r.Filter.Name == name)
        ?? throw new InvalidInputException($"{where} names a filter '{name}'", string.Join(", ", Names));
}

/// <summary>One filter and the tasks whose pairs it judges.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Tasks">The tasks, of the sixteen.</param>
/// <param name="Default">The range that passes if a bundle has no thresholds.</param>
internal sealed record FilterRow(PairFilter Filter, IReadOnlyList<EditTask> Tasks, FilterRange Default)
{
    /// <summary>Whether the filter also judges the tasks that a bundle has learned. Default false.</summary>
    public bool JudgesLearned { get; init; }

    /// <summary>The factor with which the filter's value counts in the score of a pair. Default 0.</summary>
    public int Score { get; init; }

    /// <summary>Returns whether the filter judges pairs of a task.</summary>
    public bool Judges(EditTask task) => task.Index < 0 ? JudgesLearned : Tasks.Contains(task);
}
