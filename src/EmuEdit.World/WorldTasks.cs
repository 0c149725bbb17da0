using EmuEdit.Core;

namespace EmuEdit.World;

/// <summary>All tasks that the world has true edits for.</summary>
public static class WorldTasks
{
    /// <summary>The sixteen of <see cref="EditTask.All"/>, then those of <see cref="UnseenTasks.All"/>.</summary>
    public static IReadOnlyList<EditTask> All { get; } = [.. EditTask.All, .. UnseenTasks.All];

    private static readonly Dictionary<string, int> Places = All.Index().ToDictionary(t => t.Item.Name, t => t.Index);

    /// <summary>Finds a task by name.</summary>
    /// <exception cref="InvalidInputException">The world has no task of that name.</exception>
    public static EditTask Named(string name) => All[PlaceOf(name)];

    /// <summary>Returns the index in <see cref="All"/> of the task with that name.</summary>
    internal static int PlaceOf(string name) =>
        Places.TryGetValue(name, out var place)
            ? place
            : throw new InvalidInputException($"unknown task '{name}'", "one of " + string.Join(", ", All));
}
