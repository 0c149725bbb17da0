using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Filters;

namespace EmuEdit.Factory;

/// <summary>
/// The parameters of a batch, for the data set's card: every option of the batch, the thresholds of
/// the filters, and the limits of the selection.
/// </summary>
internal static class BatchParameters
{
    public static NameMap<string> Of(BatchPlan plan, FactoryModels models)
    {
        var parameters = new NameMap<string>
        {
            ["candidates"] = Number(plan.Candidates),
            ["shard_size"] = Number(plan.ShardSize),
            ["steps"] = Number(plan.Options.Steps ?? models.Synthesis.Steps),
            ["source"] = plan.Source,
            ["guidance"] = Number(plan.Options.Guidance ?? models.Synthesis.Guidance),
            ["pairs per caption"] = Number(models.Selection.PerCaption),
            ["duplicates"] =
                models.Selection.DuplicateBits < 0 ? "kept" : $"rejected within {models.Selection.DuplicateBits} bits of the target's hash",
        };
        if (plan.Captions is { } captions)
            parameters["captions"] = captions;
        var tasks = plan.Tasks.Keys.Select(EditTask.Of).ToList();
        foreach (var filter in models.Filters.Filters)
            if (Thresholds(models.Filters, filter, tasks) is { Length: > 0 } thresholds)
                parameters[$"filter {filter}"] = thresholds;
        return parameters;
    }

    // Groups tasks with the same range, in the order of the first task of each group.
    private static string Thresholds(FilterChain filters, string filter, IEnumerable<EditTask> tasks) => string.Join("; ",
        from task in tasks
        let range = filters.RangeOf(filter, task)
        where range is not null
        group task.Name by range.Value into same
        select $"{Text(same.Key)} ({string.Join(", ", same)})");

    private static string Text(FilterRange range) => range switch
    {
        { Min: { } min, Max: { } max } => $"{Number(min)} to {Number(max)}",
        { Min: { } min } => $"at least {Number(min)}",
        { Max: { } max } => $"at most {Number(max)}",
        _ => "any value",
    };

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
