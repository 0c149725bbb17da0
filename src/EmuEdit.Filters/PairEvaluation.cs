using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>The filters' results for one pair so far.</summary>
/// <param name="sample">The pair.</param>
internal sealed class PairEvaluation(EditSample sample)
{
    private FilterResult? _doubt;

    /// <summary>The pair as the filters judge it: with another task after <see cref="Doubt"/>.</summary>
    public EditSample Sample { get; private set; } = sample;

    public List<FilterResult> Results { get; } = [];

    public bool Rejected => Results.Any(r => !r.Passed);

    /// <summary>Records that the instruction seems to ask for another task. From now on, the filters judge the pair as that task.</summary>
    public void Doubt(EditTask other, double probability, string reason)
    {
        _doubt = new(FilterChain.TaskPredictor, Passed: false, probability, $"{reason}: it is taken for '{other}'");
        Sample = Sample with { Task = other };
    }

    public FilterDecision ToDecision()
    {
        if (_doubt is null)
            return new(Results) { Score = Score };
        return Results.FirstOrDefault(r => !r.Passed) is { } rejection
            ? new([
                .. Results.Where(r => r.Passed),
                _doubt with
                {
                    Reason = $"{_doubt.Reason}, as which {rejection.Filter} rejects it: {rejection.Reason}",
                },
            ])
            {
                Score = Score,
            }
            : new([_doubt with { Passed = true, Reason = null }, .. Results]) { Reassigned = Sample.Task, Score = Score };
    }

    /// <summary>Score of the pair; what counts is in <see cref="FilterTable.Rows"/>.</summary>
    private double Score => Results.Sum(r => FilterTable.Find(r.Filter, "a result").Score switch
    {
        0 => 0,
        var factor => factor * r.Value,
    });
}
