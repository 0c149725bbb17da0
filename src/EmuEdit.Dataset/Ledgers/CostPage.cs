namespace EmuEdit.Dataset;

/// <summary>The costs of a ledger as Markdown.</summary>
internal static class CostPage
{
    public static string Write(string name, Ledger ledger, string currency)
    {
        var (kept, costs) = (ledger.Counts.Kept, ledger.Costs);
        return string.Join(
            "\n",
            [
                $"# {name}: what it took",
                "",
                "Measured in this run; everything else in this folder is the same whenever the batch is run again.",
                "",
                "## Seconds by stage",
                "",
                $"Of `{LedgerCosts.Cpu}` they are core-seconds.",
                "",
                SecondsTable(ledger),
                "## In all",
                "",
                Markdown.Table(
                    ["", ">"],
                    [
                        ["kept pairs", NumberText.Count(kept)],
                        ["kept pairs per core-minute", costs.CoreSeconds > 0 ? NumberText.Number(kept / (costs.CoreSeconds / 60)) : "–"],
                        ["replies of the language model", NumberText.Count(costs.Replies)],
                        .. (costs.Repaired ?? []).Select(r => (string[])[$"– used in spite of: {r.Key}", NumberText.Count(r.Value)]),
                        ["tokens read", NumberText.Count(costs.InputTokens)],
                        ["tokens written", NumberText.Count(costs.OutputTokens)],
                        ["price", $"{NumberText.Number((double)costs.Price)} {currency}"],
                        ["price per kept pair", kept > 0 ? $"{NumberText.Number((double)costs.Price / kept)} {currency}" : "–"],
                    ]
                ),
            ]
        );
    }

    // Stages in their order, then other work that took time, such as writing shards.
    private static string SecondsTable(Ledger ledger)
    {
        var (devices, seconds) = (ledger.Costs.Devices, ledger.Costs.Seconds);
        var stages = ledger
            .Counts.Stages.Where(seconds.ContainsKey)
            .Concat(seconds.Keys.Except(ledger.Counts.Stages).Order(StringComparer.Ordinal));
        return Markdown.Table(
            ["stage", .. devices.Select(d => ">" + d)],
            [
                .. stages.Select(s =>
                    (string[])[s, .. devices.Select(d => seconds[s].TryGetValue(d, out var spent) ? NumberText.Number(spent) : "–")]
                ),
                ["all", .. devices.Select(d => NumberText.Number(ledger.Costs.On(d)))],
            ]
        );
    }
}
