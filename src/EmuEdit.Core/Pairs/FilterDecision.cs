namespace EmuEdit.Core;

/// <summary>The filters' decision on a pair.</summary>
/// <param name="Results">
/// One result per filter that ran, in order. When the pair was rejected, the last one is the
/// reason.
/// </param>
public sealed record FilterDecision(IReadOnlyList<FilterResult> Results)
{
    /// <summary>Whether every filter accepted the pair.</summary>
    public bool Kept => Results.All(r => r.Passed);

    /// <summary>The first filter that rejected the pair; null when it is kept.</summary>
    public FilterResult? Rejection => Results.FirstOrDefault(r => !r.Passed);

    /// <summary>
    /// The task that the task predictor assigned when it differs from the original task; null when
    /// the task stays.
    /// </summary>
    public EditTask? Reassigned { get; init; }

    /// <summary>Quality score that ranks the candidates of one caption; higher is better.</summary>
    public double Score { get; init; }
}

/// <summary>The result of one filter.</summary>
/// <param name="Filter">Name of the filter.</param>
/// <param name="Passed">Whether the pair passes.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Reason">Why the pair does not pass, with value and threshold in words; null when it passes.</param>
public sealed record FilterResult(string Filter, bool Passed, double Value, string? Reason = null);
