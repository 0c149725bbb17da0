namespace EmuEdit.Core;

/// <summary>What the filters say of a pair.</summary>
/// <param name="Results">One a filter that was asked, in order; the last one is why the pair was rejected, if it was.</param>
public sealed record FilterDecision(IReadOnlyList<FilterResult> Results)
{
    /// <summary>Whether every filter lets it pass.</summary>
    public bool Kept => Results.All(r => r.Passed);

    /// <summary>The first filter that does not; null when it is kept.</summary>
    public FilterResult? Rejection => Results.FirstOrDefault(r => !r.Passed);

    /// <summary>The task that it counts as, when the task predictor says another than it was written for; null when it stays.</summary>
    public EditTask? Reassigned { get; init; }

    /// <summary>How good it is, to choose among candidates of one caption; larger is better.</summary>
    public double Score { get; init; }
}

/// <summary>What one filter says.</summary>
/// <param name="Filter">The filter's name.</param>
/// <param name="Passed">Whether the pair passes.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Reason">Why it does not pass, with value and threshold in words; null when it passes.</param>
public sealed record FilterResult(string Filter, bool Passed, double Value, string? Reason = null);
