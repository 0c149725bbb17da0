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
    /// <summary>The tasks in the order of the task predictor's outputs and of the embedding table.</summary>
    public static IReadOnlyList<EditTask> All { get; } =
    [
        new("local", "region-based", "replace an object or change its attributes"),
        new("texture", "region-based", "change an object's material, its structure kept"),
        new("add", "region-based", "an object appears"),
        new("remove", "region-based", "an object disappears"),
        new("background", "region-based", "everything but the foreground changes"),
        new("global", "free-form", "the whole scene changes: time, weather, season"),
        new("style", "free-form", "the rendering style changes"),
        new("text", "free-form", "text is added, removed, swapped or recoloured"),
        new("detect", "vision", "a box is drawn around the named object"),
        new("segment", "vision", "the named object's mask is painted"),
        new("color", "vision", "sharpen, blur, brightness, contrast, saturation, hue"),
        new("depth", "vision", "picture to depth map, or back"),
        new("sketch", "vision", "picture to sketch, or back"),
        new("normal", "vision", "picture to normal map, or back"),
        new("pose", "vision", "picture to skeleton, or back"),
        new("segmentation-map", "vision", "picture to segmentation map, or back"),
    ];

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
