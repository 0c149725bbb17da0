using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit world shards</c>: writes edits of the built-in world as a data set.</summary>
internal static class WorldShardsCommand
{
    private static readonly Option<Seed> Seed = SeedOption.Of("Which world", 1);
    private static readonly Option<int> Count = NumberOption.Of("--count", "How many edits", "1 to 100000000", 10_000);
    private static readonly Option<int> Size = NumberOption.Of("--size", "Image size in pixels per side", "16 to 2048", 64);
    private static readonly Option<int> PerShard = NumberOption.Of("--samples-per-shard", "Edits per shard", "1 to 100000", 1000);
    private static readonly Option<string[]> Tasks = WorldTaskOption.Create("Task of the edits");
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder; created if missing. Run again to continue after a stop",
        HelpName = "folder",
        Required = true,
    };

    public static Command Create()
    {
        var command = new ExampleCommand("shards", "Write edits as WebDataset shards, which 'emuedit train --data' reads.",
            "emuedit world shards --seed 1 --count 100000 -o shards",
            "emuedit train editor --run runs/mine --data shards --minutes 90",
            "emuedit world shards --task mirror --count 16 -o mirror")
        { Seed, Count, Size, PerShard, Tasks, Output };
        command.ShowsProgress();
        command.Runs(Write);
        return command;
    }

    private static void Write(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (count, output) = (parsed.GetValue(Count), parsed.GetRequiredValue(Output));
        var tasks = WorldTaskOption.Parse(parsed.GetValue(Tasks) ?? []);
        var shards = new WorldShards(parsed.GetValue(Seed), count, parsed.GetValue(Size), parsed.GetValue(PerShard))
        {
            Tasks = tasks is [] ? null : [.. tasks.Select(t => t.Name)],
        };
        if (count is < 1 or > 100_000_000)
            throw new InvalidInputException($"--count {count}", "1 to 100000000");
        if (shards.Size is < 16 or > 2048)
            throw new InvalidInputException($"--size {shards.Size}", "16 to 2048");
        if (shards.SamplesPerShard is < 1 or > 100_000)
            throw new InvalidInputException($"--samples-per-shard {shards.SamplesPerShard}", "1 to 100000");
        shards.Claim(output);
        ProgressDisplay.Run("writing shards", count, bar =>
        {
            shards.Write(output, bar, cancellationToken);
            return count;
        }, "edits");
        Console.WriteLine($"wrote {count} edits in {shards.ShardCount} shards to {output}");
    }
}
