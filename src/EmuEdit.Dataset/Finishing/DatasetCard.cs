using System.Text.Json;

namespace EmuEdit.Dataset;

/// <summary>The data set card for the Hugging Face hub: front matter in YAML, then what a reader should know.</summary>
internal static class DatasetCard
{
    public static string Write(DatasetPlan plan, DatasetSamples samples, LedgerCounts counts, long dataBytes) =>
        string.Join("\n", [.. FrontMatter(plan, samples, dataBytes), "", .. Body(plan, samples, counts)]) + "\n";

    private static IEnumerable<string> FrontMatter(DatasetPlan plan, DatasetSamples samples, long dataBytes) =>
    [
        "---",
        $"license: {Quoted(plan.License)}",
        $"pretty_name: {Quoted(plan.Name)}",
        "language:", "- en",
        "task_categories:", "- image-to-image",
        "tags:", "- image-editing", "- instruction-based-editing",
        "size_categories:", $"- {SizeCategory(samples.Kept)}",
        "configs:",
        .. Config("default", "data/*.parquet"), "  default: true",
        .. Config("webdataset", "shards/*.tar"),
        .. samples.Rejected > 0 ? Config("rejects", "rejects/*.jsonl") : [],
        "dataset_info:",
        "- config_name: default",
        "  features:",
        .. ParquetColumns.All.SelectMany(c => new[] { $"  - name: {c.Name}", $"    dtype: {(c.IsPicture ? "image" : "string")}" }),
        "  splits:",
        "  - name: train",
        $"    num_bytes: {dataBytes}",
        $"    num_examples: {samples.Kept}",
        $"  download_size: {dataBytes}",
        $"  dataset_size: {dataBytes}",
        "---",
    ];

    private static IEnumerable<string> Config(string name, string files) =>
        [$"- config_name: {name}", "  data_files:", "  - split: train", $"    path: {files}"];

    private static IEnumerable<string> Body(DatasetPlan plan, DatasetSamples samples, LedgerCounts counts) =>
        [
            $"# {plan.Name}",
            "",
            plan.Description,
            "",
            $"{NumberText.Count(samples.Kept)} pairs, each with its instruction, both captions, its mask, its "
                + $"task and every hyper-parameter that it was made with, in the manner of",
            "[Emu Edit](https://arxiv.org/abs/2311.10089).",
            "",
            "![kept pairs, and rejected ones with their reasons](samples.png)",
            "",
            "Before, after, mask; ✓ kept, ✗ rejected and why.",
            "",
            "## How it was made",
            "",
            Markdown.Table(["", ""], Facts(plan)),
            .. counts.Stages.Count == 0 ? [] : Funnel(counts),
            "## Tasks",
            "",
            Markdown.Table(["task", ">pairs"], samples.Tasks.Select(t => new[] { t.Key, NumberText.Count(t.Value) })),
            "## Columns",
            "",
            Markdown.Table(
                ["column", "type", "holds"],
                ParquetColumns.All.Select(c => new[] { $"`{c.Name}`", c.IsPicture ? "picture: `{bytes, path}`" : "text", c.Meaning })
            ),
            "## How to load it",
            "",
            "```python",
            "import json",
            "from datasets import load_dataset",
            "",
            "pairs = load_dataset(\".\", split=\"train\")   # this folder, or its name on the hub",
            "pair = pairs[0]",
            "pair[\"original_image\"], pair[\"edit_prompt\"], pair[\"edited_image\"]",
            "json.loads(pair[\"filters\"] or \"{}\")",
            "```",
            "",
            "```python",
            "import glob",
            "import webdataset",
            "",
            "for pair in webdataset.WebDataset(sorted(glob.glob(\"shards/*.tar\")), shardshuffle=False).decode(\"pil\"):",
            "    pair[\"input.png\"], pair[\"json\"][\"instruction\"], pair[\"target.png\"], "
                + "pair[\"region.png\"], pair[\"json\"].get(\"origin\")",
            "```",
            "",
            "`rejects/` has what was not kept: a line for each with its reason and, of pairs, their pictures in "
                + "shards of the same layout. `manifest.json` has size and SHA-256 of every file.",
            "",
            "## Known limits",
            "",
            .. Limits(plan).Select(l => $"- {l}"),
        ];

    private static IEnumerable<string> Limits(DatasetPlan plan) =>
        [
            .. plan.Limits,
            .. plan.Bundle is null
                ? []
                : (string[])
                    ["Pictures are synthesised by a model and can show its errors and biases; the filters find many of them, not all."],
            "Instructions are in English.",
            "In the shards' json, what a pair has no value for is left out, so the fields of `origin` differ "
                + "from pair to pair; in the Parquet files it is one JSON text.",
        ];

    private static IEnumerable<string> Funnel(LedgerCounts counts) =>
        [
            "### What was kept",
            "",
            "![how much is left after each stage](funnel.png)",
            "",
            FunnelPage.StageTable(counts),
            "By task, and with all reasons: [FUNNEL.md](FUNNEL.md). Time, tokens and price: [COSTS.md](COSTS.md).",
            "",
        ];

    private static IEnumerable<string[]> Facts(DatasetPlan plan) =>
        new (string Name, string? Value)[]
        {
            ("seed", $"{plan.Seed}"),
            ("samples asked for", NumberText.Count(plan.Count)),
            (
                "mix",
                plan.Mix.Count == 0
                    ? null
                    : string.Join(", ", plan.Mix.Select(m => FormattableString.Invariant($"{m.Key} {m.Value:0.####}")))
            ),
            ("bundle", plan.Bundle is null ? null : $"{plan.Bundle}{(plan.BundleSha256 is { } hash ? $", SHA-256 `{hash}`" : "")}"),
            ("instructions by", plan.Writer),
        }
            .Concat(plan.Parameters.Select(p => (p.Key, (string?)p.Value)))
            .Where(f => f.Item2 is not null)
            .Select(f => new[] { f.Item1, f.Item2! });

    private static string SizeCategory(long count) => count switch
    {
        < 1_000 => "n<1K",
        < 10_000 => "1K<n<10K",
        < 100_000 => "10K<n<100K",
        < 1_000_000 => "100K<n<1M",
        < 10_000_000 => "1M<n<10M",
        < 100_000_000 => "10M<n<100M",
        _ => "100M<n<1B",
    };

    // A JSON string is a valid YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, DatasetJson.Line);
}
