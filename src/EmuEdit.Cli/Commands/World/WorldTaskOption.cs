using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>Reads <c>--task</c>: which tasks of the world edits are of.</summary>
internal static class WorldTaskOption
{
    private const string All = "all";

    /// <summary>The option; no names unless given.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="aliases">Other names that it goes by.</param>
    public static Option<string[]> Create(string description, params string[] aliases) => new("--task", aliases)
    {
        Description = $"{description}: \"{All}\" draws from the sixteen, several take turns. Besides the sixteen there are {string.Join(", ", UnseenTasks.All)}, which no shipped model was trained on",
        HelpName = "task",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The tasks of those names; none for "all".</summary>
    /// <exception cref="InvalidInputException">The world has no task of one of the names.</exception>
    public static IReadOnlyList<EditTask> Parse(IReadOnlyList<string> names) => names is [All] ? [] : [.. names.Select(WorldTasks.Named)];

    /// <summary>Sample <paramref name="index"/> of those tasks, which take turns; of the sixteen where there are none.</summary>
    public static EditSample Sample(this WorldDataset world, long index, IReadOnlyList<EditTask> tasks) =>
        tasks.Count == 0 ? world.Sample(index) : world.Sample(index, tasks[(int)(index % tasks.Count)]);
}
