using EmuEdit.Core;
using EmuEdit.Filters.Measures;

namespace EmuEdit.Filters;

/// <summary>
/// Judges pairs with all filters that <see cref="FilterTable"/> lists for their tasks, cheap filters first. Once a filter
/// rejects a pair, no later filter measures it. If the task predictor is confident that an instruction belongs to another
/// task, the filters judge the pair as that task: the pair is reassigned if they accept it, otherwise rejected. Thread-safe.
/// </summary>
public sealed class FilterChain
{
    /// <summary>Name of the filter that may reassign a pair to another task.</summary>
    public const string TaskPredictor = "task_predictor";

    private const int Decimals = 4;
    private readonly FilterModels _models;
    private readonly FilterThresholds _thresholds;
    private readonly IReadOnlyList<FilterRow> _rows;

    /// <summary>Creates a chain of the filters whose models are available.</summary>
    /// <param name="models">The models that the filters use.</param>
    /// <param name="thresholds">The ranges that pass; null for the bundle's own.</param>
    /// <exception cref="InvalidInputException">The bundle's thresholds are not valid.</exception>
    public FilterChain(FilterModels models, FilterThresholds? thresholds = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        (_models, _thresholds) = (models, thresholds ?? FilterThresholds.Of(models.Bundle));
        _rows = [.. FilterTable.Rows.Where(r => r.Filter.CanRun(models))];
    }

    private FilterChain(FilterChain other, IReadOnlyList<FilterRow> rows) =>
        (_models, _thresholds, _rows, MeasuresAll) = (other._models, other._thresholds, rows, other.MeasuresAll);

    /// <summary>Whether every filter measures every pair, even after a rejection; for calibration. Default false.</summary>
    public bool MeasuresAll { get; init; }

    /// <summary>Names of the filters in the chain, in order.</summary>
    public IReadOnlyList<string> Filters => [.. _rows.Select(r => r.Filter.Name)];

    /// <summary>Names of the filters that are left out because their model is missing.</summary>
    public IReadOnlyList<string> Missing => [.. FilterTable.Rows.Where(r => !r.Filter.CanRun(_models)).Select(r => r.Filter.Name)];

    /// <summary>
    /// Returns the range that a filter of the chain accepts for a task; null if the chain does not
    /// ask it about that task.
    /// </summary>
    /// <param name="name">Name of the filter.</param>
    /// <param name="task">The task.</param>
    public FilterRange? RangeOf(string name, EditTask task) =>
        _rows.Any(r => r.Filter.Name == name && r.Judges(task)) ? _thresholds[name, task] : null;

    /// <summary>Returns this chain without one filter, for ablations.</summary>
    /// <exception cref="InvalidInputException">No filter has this name.</exception>
    public FilterChain Without(string name)
    {
        FilterTable.Find(name, "an ablation");
        return new(this, [.. _rows.Where(r => r.Filter.Name != name)]);
    }

    /// <summary>Returns one decision per pair. A pair's decision does not depend on the other pairs.</summary>
    /// <exception cref="InvalidInputException">The input, target and mask of a pair differ in size, or a model fails.</exception>
    public IReadOnlyList<FilterDecision> Judge(IReadOnlyList<ImagePair> pairs) => Judge(pairs, new FeatureCache(_models));

    /// <summary>Returns one decision per pair and reuses the features that are already known of these images and texts.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="features">The features, computed by the same models.</param>
    /// <exception cref="InvalidInputException">The input, target and mask of a pair differ in size, or a model fails.</exception>
    public IReadOnlyList<FilterDecision> Judge(IReadOnlyList<ImagePair> pairs, FeatureCache features)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(features);
        var judged = pairs.Select(p => new PairEvaluation(Checked(p.Sample))).ToList();
        foreach (var row in _rows)
            Ask(row, [.. judged.Where(h => (MeasuresAll || !h.Rejected) && row.Judges(h.Sample.Task))], features);
        return [.. judged.Select(h => h.ToDecision())];
    }

    private void Ask(FilterRow row, List<PairEvaluation> evaluations, FeatureCache features)
    {
        if (evaluations.Count == 0)
            return;
        List<EditSample> samples = [.. evaluations.Select(h => h.Sample)];
        // A kernel may round the last bits differently in another batch; they must not change a decision.
        var values = row.Filter.Measure(samples, features).Select(v => Math.Round(v, Decimals)).ToList();
        for (var i = 0; i < evaluations.Count; i++)
        {
            var reason = _thresholds[row.Filter.Name, samples[i].Task].RejectionReason(row.Filter.Measured, values[i]);
            if (row.Filter is TaskAgreement && reason is not null)
                evaluations[i].Doubt(TaskAgreement.Others([samples[i]], features)[0].Task, values[i], reason);
            else
                evaluations[i].Results.Add(new(row.Filter.Name, reason is null, values[i], reason));
        }
    }

    private static EditSample Checked(EditSample s) =>
        (s.Input.Width, s.Input.Height) == (s.Target.Width, s.Target.Height)
        && (s.Input.Width, s.Input.Height) == (s.Region.Width, s.Region.Height)
            ? s
            : throw new InvalidInputException(
                $"a pair of {s.Input.Width} x {s.Input.Height} and {s.Target.Width} x {s.Target.Height} pixels with a "
                    + $"mask of {s.Region.Width} x {s.Region.Height}",
                "one size"
            );
}
