using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>What the filters have said of one pair so far.</summary>
/// <param name="sample">The pair.</param>
internal sealed class PairEvaluation(EditSample sample)
{
    private FilterResult? _doubt;

    /// <summary>The pair as it is judged: of another task once there is a <see cref="Doubt"/>.</summary>
    public EditSample Sample { get; private set; } = sample;

    public List<FilterResult> Results { get; } = [];

    public bool Rejected => Results.Any(r => !r.Passed);

    /// <summary>The instruction seems to ask for another task, as which the pair is judged from now on.</summary>
    public void Doubt(EditTask other, double probability, string reason)
    {
        _doubt = new("task_predictor", Passed: false, probability, $"{reason}: it is taken for '{other}'");
        Sample = Sample with { Task = other };
    }

    public FilterDecision ToDecision()
    {
        if (_doubt is null)
            return new(Results) { Score = Score };
        return Results.FirstOrDefault(r => !r.Passed) is { } rejection
            ? new([.. Results.Where(r => r.Passed), _doubt with { Reason = $"{_doubt.Reason}, as which {rejection.Filter} rejects it: {rejection.Reason}" }]) { Score = Score }
            : new([_doubt with { Passed = true, Reason = null }, .. Results]) { Reassigned = Sample.Task, Score = Score };
    }

    /// <summary>Larger where the edit follows the captions, the objects are surely in place, and the rest stays.</summary>
    private double Score => Results.Sum(r => r.Filter switch
    {
        "clip_direction" or "added" or "removed" or "replaced" => r.Value,
        "outside_change" => -r.Value,
        _ => 0,
    });
}
