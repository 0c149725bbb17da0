using EmuEdit.Dataset;

namespace EmuEdit.Factory;

/// <summary>The content of the card of a batch's data set.</summary>
internal static class BatchCard
{
    /// <summary>Returns the content of the card.</summary>
    /// <param name="plan">The batch.</param>
    /// <param name="summary">The outcome of the batch.</param>
    /// <param name="models">The models that made the data set.</param>
    /// <param name="bundleHash">The SHA-256 hash of the models' bundle.</param>
    public static DatasetPlan Of(BatchPlan plan, BatchSummary summary, FactoryModels models, string bundleHash) =>
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
            yield return "The pictures are of a procedural world of simple solids, and of nothing else. "
                + "Where no small model annotates them "
                + "(text, normal, pose, segmentation-map), the world renders the picture and tells its truth.";
        if (summary.Cancelled)
            yield return "The batch was cancelled: not every sample was tried.";
        if (summary.Failed.Count > 0)
            yield return $"{summary.Failed.Count} shards failed and are missing.";
    }
}
