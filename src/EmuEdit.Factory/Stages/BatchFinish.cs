using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>Makes a data set of a batch's files: what the store has comes into a folder, is finished there, and what was added goes to the store, the manifest last.</summary>
/// <param name="models">What it was made with.</param>
/// <param name="bundleHash">Of their bundle.</param>
/// <param name="scratch">Where the folder is.</param>
internal sealed class BatchFinish(FactoryModels models, string bundleHash, string scratch)
{
    private const string Manifest = "manifest.json";

    private static readonly string[] Inputs = ["shards/", "rejects/"];

    public async Task FinishAsync(
        BatchPlan plan,
        BatchSummary summary,
        IBlobStore store,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        using var folder = new ScratchFolder(scratch);
        await foreach (var name in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            if (Inputs.Any(i => name.StartsWith(prefix + i, StringComparison.Ordinal)))
                await Fetch(name, Path.Combine(folder.Path, name[prefix.Length..])).ConfigureAwait(false);
        await DatasetFinisher
            .FinishAsync(
                folder.Path,
                Describe(plan, summary),
                summary.Ledger is { } ledger ? Ledger.Parse(ledger.GetRawText()) : Ledger.Empty([]),
                null,
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var file in Added(folder))
            await store
                .PutAsync(
                    prefix + file,
                    await File.ReadAllBytesAsync(Path.Combine(folder.Path, file), cancellationToken).ConfigureAwait(false),
                    default,
                    cancellationToken
                )
                .ConfigureAwait(false);

        async Task Fetch(string name, string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(
                    path,
                    (await store.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> Added(ScratchFolder folder) => folder.Files()
        .Where(f => !Inputs.Any(i => f.StartsWith(i, StringComparison.Ordinal)))
        .OrderBy(f => f == Manifest).ThenBy(f => f, StringComparer.Ordinal);

    private DatasetPlan Describe(BatchPlan plan, BatchSummary summary) =>
        new(plan.Id, models.Models.Bundle.Config.Licence?.ToLowerInvariant() ?? "unknown", plan.Seed, plan.Count)
        {
            Bundle = models.Models.Bundle.Name,
            BundleSha256 = bundleHash,
            Writer = plan.Captions is null ? WorldInstructionWriter.Model : models.LanguageModel?.ToString() ?? "a language model",
            Mix = Shares(plan),
            Parameters = BatchParameters.Of(plan, models),
            Limits = [.. Limits(plan, summary)],
        };

    private static NameMap<double> Shares(BatchPlan plan)
    {
        var (shares, sum) = (new NameMap<double>(), plan.Tasks.Values.Sum());
        foreach (var (task, weight) in plan.Tasks)
            shares[task] = weight / sum;
        return shares;
    }

    private static IEnumerable<string> Limits(BatchPlan plan, BatchSummary summary)
    {
        if (plan.Captions is null)
            yield return "The pictures are of a procedural world of simple solids, and of nothing else. Where no small model annotates them (text, normal, pose, segmentation-map), the world renders the picture and tells its truth.";
        if (summary.Cancelled)
            yield return "The batch was cancelled: not every sample was tried.";
        if (summary.Failed.Count > 0)
            yield return $"{summary.Failed.Count} shards failed and are missing.";
    }
}
