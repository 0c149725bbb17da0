using EmuEdit.Core;
using EmuEdit.Filters.Measures;

namespace EmuEdit.Filters;

/// <summary>Which filters judge which tasks, in the order in which they run, with the thresholds for bundles that have none.</summary>
internal static class FilterTable
{
    private const string
        Maps = "depth sketch normal pose segmentation-map",
        Named = "local texture add remove detect segment",
        Confined = "local texture add remove background text detect segment",
        Seen = "local texture add remove background global style text detect segment color",
        Kept = "texture global style color depth sketch normal pose segmentation-map",
        Every = $"{Seen} {Maps}",
        Learned = FilterRow.LearnedTasks;

    /// <summary>
    /// The filters. The thresholds of CLIP (InstructPix2Pix) and of the mask (UltraEdit) are published. The others
    /// are this project's: they are wide on purpose, and calibration narrows them. The task comes first, because
    /// it decides which other filters apply. Next come the filters without a model, then one model after another.
    /// </summary>
    public static IReadOnlyList<FilterRow> Rows { get; } =
    [
        new(new TaskAgreement(), Every, new(Max: 0.9)),
        new(new InstructionCoverage(Named), Every, new(Min: 0.3)),
        new(new MaskArea(), "local texture add remove text", new(Min: 0.01, Max: 0.9)),
        new(new PixelChange(), $"{Every} {Learned}", new(Min: 0.002, Max: 0.7)),
        new(new EditedChange(), Confined, new(Min: 0.03)),
        new(new ChangeUniformity(), $"{Every} {Learned}", new(Min: 0.05)),
        new(new OutsideChange(), Confined, new(Max: 0.05)),
        new(new EdgeCorrelation(), Kept, new(Min: 0)),
        new(new ClipImageSimilarity(), Seen, new(Min: 0.75)),
        new(new ClipCaption("clip_input", ofTarget: false), Every, new(Min: 0.2)),
        new(new ClipCaption("clip_output", ofTarget: true), Every, new(Min: 0.2)),
        new(new ClipDirection(), Every, new(Min: 0.2)),
        new(new DepthChange(), "texture global style text color", new(Max: 0.1)),
        new(ObjectPresence.Present, "detect segment", new(Min: 0.5)),
        new(ObjectPresence.Added, "add", new(Min: 0.5)),
        new(ObjectPresence.Removed, "remove", new(Min: 0.5)),
        new(ObjectPresence.Replaced, "local texture", new(Min: 0.5)),
        new(new LocalizationIoU(), Named, new(Min: 0.2)),
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
/// <param name="Tasks">Names of the tasks, separated by spaces; <see cref="LearnedTasks"/> for all tasks outside the sixteen.</param>
/// <param name="Default">The range that passes if a bundle has no thresholds.</param>
internal sealed record FilterRow(PairFilter Filter, string Tasks, FilterRange Default)
{
    /// <summary>Stands for the tasks that a bundle has learned. Few filters apply to their pairs.</summary>
    public const string LearnedTasks = "(learned)";

    private readonly HashSet<string> _tasks = [.. Tasks.Split(' ')];

    /// <summary>Returns whether the filter judges pairs of a task.</summary>
    public bool Judges(EditTask task) => _tasks.Contains(task.Index < 0 ? LearnedTasks : task.Name);
}
