using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>The counts of a ledger as an image and as Markdown.</summary>
internal static class FunnelPage
{
    public static Image Draw(string name, LedgerCounts counts) =>
        FunnelPlot.Draw(
            $"What was made for {name}, and what was kept",
            Summary(counts),
            Stages(counts.Total),
            [.. InOrder(counts).Select(t => (t.Name, Stages(t.Counts.Stages)))]
        );

    public static string Summary(LedgerCounts counts) =>
        $"{NumberText.Count(counts.Kept)} kept of {NumberText.Count(Most(counts.Total))} "
            + $"({NumberText.Share(counts.Kept, Most(counts.Total))})";

    /// <summary>Writes stages, tasks, reasons and reassigned pairs.</summary>
    public static string Write(string name, LedgerCounts counts) =>
        string.Join(
            "\n",
            [
                $"# {name}: what was made and what was kept",
                "",
                "![a bar a stage](funnel.png)",
                "",
                Summary(counts) + ".",
                "",
                "## By stage",
                "",
                StageTable(counts),
                "## By task",
                "",
                "Kept is the share of what the task had most of at any stage.",
                "",
                TaskTable(counts),
                "## Reasons",
                "",
                "Numbers are written `#` and quoted words `'…'`, so that equal reasons are counted together.",
                "",
                ReasonTable(counts),
                "## Reassigned by the task predictor",
                "",
                ReassignedTable(counts),
            ]
        );

    public static string StageTable(LedgerCounts counts) => Markdown.Table(["stage", ">in", ">out", ">passes"],
        counts.Total.Select(s => new[] { s.Stage, NumberText.Count(s.In), NumberText.Count(s.Out), NumberText.Share(s.Out, s.In) }));

    private static string TaskTable(LedgerCounts counts) =>
        Markdown.Table(
            ["task", .. counts.Stages.Select(s => ">" + s), ">kept"],
            InOrder(counts)
                .Select(t =>
                    new[] { t.Name }
                        .Concat(t.Counts.Stages.Select(s => NumberText.Count(s.Out)))
                        .Append(NumberText.Share(t.Counts.Kept, Most(t.Counts.Stages)))
                )
        );

    private static string ReasonTable(LedgerCounts counts) => Markdown.Table(["stage", "reason", ">times"],
        counts.Total.SelectMany(s => Often(s).Select(r => new[] { s.Stage, r.Key, NumberText.Count(r.Value) })));

    private static string ReassignedTable(LedgerCounts counts) => Markdown.Table(["written for", "counted as", ">pairs"],
        InOrder(counts).SelectMany(t => t.Counts.Reassigned.Select(r => new[] { t.Name, r.Key, NumberText.Count(r.Value) })));

    private static IReadOnlyList<FunnelStage> Stages(IReadOnlyList<StageCounts> stages) =>
        [
            .. stages.Select(s => new FunnelStage(
                s.Stage,
                s.In,
                s.Out,
                string.Join("  ·  ", Often(s).Take(3).Select(r => $"{NumberText.Count(r.Value)} × {r.Key}"))
            )),
        ];

    private static IEnumerable<KeyValuePair<string, long>> Often(StageCounts stage) => stage.Reasons.OrderByDescending(r => r.Value);

    // The tasks in the order of the paper, then the others.
    private static IEnumerable<(string Name, TaskCounts Counts)> InOrder(LedgerCounts counts) =>
        counts
            .Tasks.Select(t => (t.Key, t.Value))
            .OrderBy(t => EditTask.All.Index().Where(e => e.Item.Name == t.Key).Select(e => e.Index).DefaultIfEmpty(int.MaxValue).First());

    private static long Most(IReadOnlyList<StageCounts> stages) => stages.Select(s => Math.Max(s.In, s.Out)).DefaultIfEmpty().Max();
}
