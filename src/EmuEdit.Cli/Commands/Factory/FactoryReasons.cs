using EmuEdit.Cli.Terminal;
using EmuEdit.Dataset;
using EmuEdit.Factory;

namespace EmuEdit.Cli.Commands;

/// <summary>Why a batch kept no pair.</summary>
internal static class FactoryReasons
{
    private const int Shown = 3;

    /// <summary>Prints the largest reasons of each task, and what the bundle lacks.</summary>
    public static void Print(BatchLedger counted, FactoryGaps gaps)
    {
        if (counted.Ledger is not { } json)
            return;
        CommandOutput.Warn("No pair was kept. The largest reasons by task:");
        foreach (var (task, counts) in Ledger.Parse(json.GetRawText()).Counts.Tasks)
            CommandOutput.Warn($"  {task}: {string.Join("; ", Largest(counts))}{Lack(gaps, task)}");
    }

    private static IEnumerable<string> Largest(TaskCounts counts) =>
        counts
            .Stages.SelectMany(s => s.Reasons.Select(r => (s.Stage, Reason: r.Key, Count: r.Value)))
            .OrderByDescending(r => r.Count)
            .Take(Shown)
            .Select(r => $"{r.Count} at {r.Stage} ({r.Reason})");

    private static string Lack(FactoryGaps gaps, string task) =>
        gaps.Missing.TryGetValue(task, out var missing) ? $". The bundle lacks {missing}" : "";
}
