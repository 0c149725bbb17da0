using System.Text.RegularExpressions;

namespace EmuEdit.Core;

/// <summary>
/// A kind of edit that a model was trained for. The sixteen of Emu Edit are listed in
/// <see cref="All"/>.
/// </summary>
/// <param name="Name">Lower-case name; the key in <c>task_embeddings.safetensors</c>.</param>
/// <param name="Group">Group of the task: region-based, free-form or vision.</param>
/// <param name="Description">What the task does, in one line.</param>
public sealed partial record EditTask(string Name, string Group, string Description)
{
    /// <summary>Replace an object or change its attributes.</summary>
    public static EditTask Local { get; } = new("local", "region-based", "replace an object or change its attributes");

    /// <summary>Change an object's material, its structure kept.</summary>
    public static EditTask Texture { get; } = new("texture", "region-based", "change an object's material, its structure kept");

    /// <summary>An object appears.</summary>
    public static EditTask Add { get; } = new("add", "region-based", "an object appears");

    /// <summary>An object disappears.</summary>
    public static EditTask Remove { get; } = new("remove", "region-based", "an object disappears");

    /// <summary>Everything but the foreground changes.</summary>
    public static EditTask Background { get; } = new("background", "region-based", "everything but the foreground changes");

    /// <summary>The whole scene changes: time, weather, season.</summary>
    public static EditTask Global { get; } = new("global", "free-form", "the whole scene changes: time, weather, season");

    /// <summary>The rendering style changes.</summary>
    public static EditTask Style { get; } = new("style", "free-form", "the rendering style changes") { RedrawsImage = true };

    /// <summary>Text is added, removed, swapped or recoloured.</summary>
    public static EditTask Text { get; } = new("text", "free-form", "text is added, removed, swapped or recoloured");

    /// <summary>A box is drawn around the named object.</summary>
    public static EditTask Detect { get; } = new("detect", "vision", "a box is drawn around the named object");

    /// <summary>The named object's mask is painted.</summary>
    public static EditTask Segment { get; } = new("segment", "vision", "the named object's mask is painted");

    /// <summary>Sharpen, blur, brightness, contrast, saturation, hue.</summary>
    public static EditTask Color { get; } = new("color", "vision", "sharpen, blur, brightness, contrast, saturation, hue");

    /// <summary>Picture to depth map, or back.</summary>
    public static EditTask Depth { get; } = new("depth", "vision", "picture to depth map, or back") { RedrawsImage = true };

    /// <summary>Picture to sketch, or back.</summary>
    public static EditTask Sketch { get; } = new("sketch", "vision", "picture to sketch, or back") { RedrawsImage = true };

    /// <summary>Picture to normal map, or back.</summary>
    public static EditTask Normal { get; } = new("normal", "vision", "picture to normal map, or back") { RedrawsImage = true };

    /// <summary>Picture to skeleton, or back.</summary>
    public static EditTask Pose { get; } = new("pose", "vision", "picture to skeleton, or back") { RedrawsImage = true };

    /// <summary>Picture to segmentation map, or back.</summary>
    public static EditTask SegmentationMap { get; } =
        new("segmentation-map", "vision", "picture to segmentation map, or back") { RedrawsImage = true };

    /// <summary>The tasks in the order of the task predictor's outputs and of the embedding table.</summary>
    public static IReadOnlyList<EditTask> All { get; } =
    [
        Local, Texture, Add, Remove, Background, Global, Style, Text,
        Detect, Segment, Color, Depth, Sketch, Normal, Pose, SegmentationMap,
    ];

    /// <summary>
    /// Whether the task renders the whole image anew: in a style, as a map, or from a map. Default
    /// false.
    /// </summary>
    public bool RedrawsImage { get; init; }

    /// <summary>Index of this task in <see cref="All"/>; -1 for a task that is not one of the sixteen.</summary>
    public int Index => IndexOf(Name);

    /// <summary>Finds one of the sixteen tasks by name.</summary>
    /// <exception cref="InvalidInputException">No task has that name.</exception>
    public static EditTask Named(string name) =>
        IndexOf(name) is >= 0 and var i
            ? All[i]
            : throw new InvalidInputException(
                $"unknown task '{name}'",
                "one of " + string.Join(", ", All.Select(t => t.Name)),
                "choose one of these, or leave the task out to have it predicted"
            );

    /// <summary>Finds one of the sixteen tasks by name, or makes a custom task.</summary>
    /// <exception cref="InvalidInputException">The name is not valid, see <see cref="IsName"/>.</exception>
    public static EditTask Of(string name) => IndexOf(name) is >= 0 and var i ? All[i] : Own(name);

    private static int IndexOf(string name)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i].Name == name)
                return i;
        return -1;
    }

    /// <summary>
    /// Whether a name is valid for a task: 1 to 64 lower-case letters, digits and hyphens, with a
    /// letter or digit at both ends.
    /// </summary>
    public static bool IsName(string? name) => name is not null && NamePattern().IsMatch(name);

    /// <summary>
    /// Makes a custom task, one that is not of the sixteen. An example is a task learned from
    /// examples.
    /// </summary>
    /// <param name="name">Name of the task; see <see cref="IsName"/> for what is valid.</param>
    /// <exception cref="InvalidInputException">The name is not valid, or one of the sixteen tasks has it.</exception>
    public static EditTask Own(string name)
    {
        if (!IsName(name))
            throw new InvalidInputException(
                $"task name '{name}'",
                "1 to 64 lower-case letters, digits and hyphens, for example super-resolution"
            );
        return IndexOf(name) < 0
            ? new(name, "own", "learned from examples")
            : throw new InvalidInputException(
                $"task name '{name}', which is taken",
                "a name that is not one of the sixteen tasks'",
                "choose another name"
            );
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?\z")]
    private static partial Regex NamePattern();
}
