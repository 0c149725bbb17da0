using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>
/// Direction of an image translation. The captions determine it: the one that begins "a depth map of X" belongs to the map.
/// </summary>
public static class Translation
{
    private static readonly Dictionary<string, string[]> Maps = new()
    {
        ["depth"] = ["depth map"],
        ["sketch"] = ["sketch", "pencil sketch"],
        ["normal"] = ["normal map"],
        ["pose"] = ["skeleton", "pose", "pose map"],
        ["segmentation-map"] = ["segmentation map"],
    };

    /// <summary>Returns whether the input is the map.</summary>
    public static bool IsBack(WrittenInstruction instruction) =>
        Plain(instruction.InputCaption, instruction.Task.Name) != instruction.InputCaption;

    /// <summary>Returns the caption of the image that is not the map.</summary>
    public static string ImageCaption(WrittenInstruction instruction) =>
        IsBack(instruction) ? instruction.OutputCaption : instruction.InputCaption;

    private static string Plain(string caption, string task) =>
        Maps.TryGetValue(task, out var names)
        && names.Select(n => $"a {n} of ").FirstOrDefault(p => caption.StartsWith(p, StringComparison.OrdinalIgnoreCase)) is { } prefix
            ? caption[prefix.Length..]
            : caption;
}
