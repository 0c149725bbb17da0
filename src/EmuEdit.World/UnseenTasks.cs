using EmuEdit.Core;

namespace EmuEdit.World;

/// <summary>
/// Tasks of the world that the shipped model is never trained on, so that they can be learned from
/// a few examples (task inversion, Emu Edit, eq. 3). They are not in <see cref="EditTask.All"/>:
/// their <see cref="EditTask.Index"/> is -1.
/// </summary>
public static class UnseenTasks
{
    private const string Group = "unseen";

    /// <summary>The six unseen tasks, in the order of their random streams.</summary>
    public static IReadOnlyList<EditTask> All { get; } =
    [
        new("super-resolution", Group, "a picture that was shrunk to a quarter and enlarged again gets its details back"),
        new("contour", Group, "picture to the outlines of its objects, white on black"),
        new("inpainting", Group, "a hole in the picture is filled in"),
        new("add-and-detect", Group, "an object appears and a box is drawn around it"),
        new("mirror", Group, "left and right are swapped"),
        new("grey-but", Group, "everything but the named object turns grey"),
    ];

    /// <summary>Finds an unseen task by name.</summary>
    /// <exception cref="InvalidInputException">No unseen task has that name.</exception>
    public static EditTask Named(string name) =>
        All.FirstOrDefault(t => t.Name == name)
        ?? throw new InvalidInputException($"unknown task '{name}'", "one of " + string.Join(", ", All));
}
