using EmuEdit.Core;
using EmuEdit.Filters.Measures;

namespace EmuEdit.Filters;

/// <summary>
/// Judges pairs by all filters that <see cref="FilterTable"/> has for their tasks, cheap ones first; a pair is asked no further once a filter rejects it.
/// An instruction that the task predictor surely takes for another task is judged as of that task: it is reassigned if the task's filters agree, else rejected.
/// A chain may be used from several threads.
/// </summary>
public sealed class FilterChain
{
    private const int Decimals = 4;
    private readonly FilterModels _models;
    private readonly FilterThresholds _thresholds;
    private readonly IReadOnlyList<FilterRow> _rows;

    /// <summary>The filters that the models allow.</summary>
    /// <param name="models">What they look through.</param>
    /// <param name="thresholds">What they let pass; null for the bundle's own.</param>
    /// <exception cref="InvalidInputException">The bundle's thresholds are wrong.</exception>
    public FilterChain(FilterModels models, FilterThresholds? thresholds = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        (_models, _thresholds) = (models, thresholds ?? FilterThresholds.Of(models.Bundle));
        _rows = [.. FilterTable.Rows.Where(r => r.Filter.CanRun(models))];
    }

    private FilterChain(FilterChain other, IReadOnlyList<FilterRow> rows) => (_models, _thresholds, _rows, MeasuresAll) = (other._models, other._thresholds, rows, other.MeasuresAll);

    /// <summary>Whether every filter is asked, whatever those before it said; for calibration. Default false.</summary>
    public bool MeasuresAll { get; init; }

    /// <summary>The names of the filters that are asked, in order.</summary>
    public IReadOnlyList<string> Filters => [.. _rows.Select(r => r.Filter.Name)];

    /// <summary>The names of the filters that are left out, because the model that they look through is missing.</summary>
    public IReadOnlyList<string> Missing => [.. FilterTable.Rows.Where(r => !r.Filter.CanRun(_models)).Select(r => r.Filter.Name)];

    /// <summary>What a filter of the chain lets pass of a task; null where the chain does not ask it about that task.</summary>
    public FilterRange? RangeOf(string name, EditTask task) =>
        _rows.Any(r => r.Filter.Name == name && r.Judges(task)) ? _thresholds[name, task] : null;

    /// <summary>The same without one filter, for ablations.</summary>
    /// <exception cref="InvalidInputException">There is no such filter.</exception>
    public FilterChain Without(string name)
    {
        FilterTable.Find(name, "an ablation");
        return new(this, [.. _rows.Where(r => r.Filter.Name != name)]);
    }

    /// <summary>A decision a pair. A pair's decision does not depend on the others.</summary>
    /// <exception cref="InvalidInputException">Input and target of a pair, or its mask, differ in size; or a model fails.</exception>
    public IReadOnlyList<FilterDecision> Judge(IReadOnlyList<ImagePair> pairs) => Judge(pairs, new FeatureCache(_models));

    /// <summary>The same with what is known already of these pictures and texts.</summary>
    internal IReadOnlyList<FilterDecision> Judge(IReadOnlyList<ImagePair> pairs, FeatureCache features)
    {
        ArgumentNullException.ThrowIfNull(pairs);
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
        // The last bits, which a kernel may round otherwise in another batch, should decide nothing.
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

    private static EditSample Checked(EditSample s) => (s.Input.Width, s.Input.Height) == (s.Target.Width, s.Target.Height) && (s.Input.Width, s.Input.Height) == (s.Region.Width, s.Region.Height)
        ? s
        : throw new InvalidInputException($"a pair of {s.Input.Width} x {s.Input.Height} and {s.Target.Width} x {s.Target.Height} pixels with a mask of {s.Region.Width} x {s.Region.Height}", "one size");
}
