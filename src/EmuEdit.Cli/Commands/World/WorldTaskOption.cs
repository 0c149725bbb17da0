using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--task</c>: the tasks of the world's edits.</summary>
internal static class WorldTaskOption
{
    private const string All = "all";

    /// <summary>Creates the option. It has no names unless given.</summary>
    /// <param name="description">The description for the help.</param>
    /// <param name="aliases">Other names of the option.</param>
    public static Option<string[]> Create(string description, params string[] aliases) =>
        new("--task", aliases)
        {
            Description =
                $"{description}: \"{All}\" draws from the sixteen, several take turns. Besides the sixteen there are "
                    + $"{string.Join(", ", UnseenTasks.All)}, which no shipped model was trained on",
            HelpName = "task",
            AllowMultipleArgumentsPerToken = true,
        };

    /// <summary>Returns the tasks with these names, or an empty list for "all".</summary>
    /// <exception cref="InvalidInputException">The world has no task with one of the names.</exception>
    public static IReadOnlyList<EditTask> Parse(IReadOnlyList<string> names) => names is [All] ? [] : [.. names.Select(WorldTasks.Named)];

    /// <summary>Returns sample <paramref name="index"/> of the tasks, which take turns. An empty list means all sixteen tasks.</summary>
    public static EditSample Sample(this WorldDataset world, long index, IReadOnlyList<EditTask> tasks) =>
        tasks.Count == 0 ? world.Sample(index) : world.Sample(index, tasks[(int)(index % tasks.Count)]);
}
