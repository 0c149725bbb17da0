using EmuEdit.Core;
using EmuEdit.Filters;

namespace EmuEdit.Evaluation;

/// <summary>
/// Chooses thresholds per task, on all pairs that are judged as that task, including those that the task
/// predictor reassigns to it. At first each filter accepts the range of the right pairs and a little more
/// on both sides. While too many accepted pairs are wrong, the bound is tightened that loses fewest right
/// pairs for each wrong one it catches. At the end, bounds that proved unnecessary are loosened again.
/// </summary>
public static class FilterCalibration
{
    /// <summary>
    /// Target precision. Higher than the required 90 %, because thresholds fit best the pairs on
    /// which they were chosen.
    /// </summary>
    public const double Precision = 0.97;

    /// <summary>Minimum recall: no bound is tightened below it.</summary>
    public const double LeastRecall = 0.65;

    /// <summary>
    /// Wrong pairs that a bound must catch per lost right pair. A bound with a lower gain would fit
    /// little else than the calibration pairs.
    /// </summary>
    private const double LeastGain = 0.25;


    /// <summary>Accepts an instruction if no other task is more likely than its own.</summary>
    private static readonly FilterRange Likeliest = new(Max: 0);

    /// <summary>Initial margin beyond the range of the right pairs, as a share of that range.</summary>
    private const double Slack = 0.05;

    /// <summary>Bounds are tried at the percentiles of the right pairs from 0 up to this one, exclusive.</summary>
    private const int Levels = 50;

    /// <summary>
    /// Chooses thresholds for the filters whose models are available. A missing filter keeps the
    /// published ones.
    /// </summary>
    /// <param name="models">The models that the filters use.</param>
    /// <param name="pairs">Pairs for calibration; use other pairs for the later evaluation.</param>
    /// <param name="cancellationToken">Stops the calibration.</param>
    public static FilterThresholds Choose(
        FilterModels models,
        IReadOnlyList<LabelledPair> pairs,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(pairs);
        var reassigning =
            new FilterChain(models, FilterThresholds.Open.With(FilterChain.TaskPredictor, FilterThresholds.AnyTask, Likeliest))
            {
                MeasuresAll = true,
            };
        var thresholds = reassigning.Filters.Contains(FilterChain.TaskPredictor)
            ? FilterThresholds.Published.With(FilterChain.TaskPredictor, FilterThresholds.AnyTask, Likeliest)
            : FilterThresholds.Published;
        // The number of mistasked pairs says nothing about synthesis.
        var judged = pairs.Zip(reassigning.Judge([.. pairs.Select(p => p.Pair)])).Where(p => p.First.IsRight || p.First.RightTask is null);
        foreach (var task in judged.GroupBy(p => p.Second.Reassigned ?? p.First.Pair.Sample.Task))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = task.Select(p => new Row(p.First.IsRightlyKept(p.Second), [.. Measured(p.Second).Select(r => r.Value)])).ToList();
            if (!rows.Exists(r => r.IsRight))
                continue;
            var names = Measured(task.First().Second).Select(r => r.Filter).ToList();
            foreach (var (name, range) in names.Zip(Ranges(rows, names)))
                thresholds = thresholds.With(name, task.Key.Name, range);
        }
        return thresholds;

        static IEnumerable<FilterResult> Measured(FilterDecision decision) =>
            decision.Results.Where(r => r.Filter != FilterChain.TaskPredictor);
    }

    private static IEnumerable<FilterRange> Ranges(List<Row> rows, List<string> filters)
    {
        var bounds = filters.SelectMany((name, f) => Bounds(f, FilterThresholds.DefaultOf(name), rows)).ToList();
        var steps = bounds.SelectMany(bound => bound.Levels.Select(level => (Bound: bound, Level: level))).ToList();
        while (!Good(rows, bounds))
        {
            var kept = rows.Where(row => bounds.All(b => b.Allows(row, b.Level))).ToList();
            var right = kept.Count(r => r.IsRight);
            var best = steps.Where(s => s.Level > s.Bound.Level).Select(s => (Step: s, Caught: Split(kept, s.Bound, s.Level)))
                .Where(s => s.Caught.Wrong > 0 && right - s.Caught.Right >= LeastRecall * rows.Count(r => r.IsRight))
                .Select(s => (s.Step, Gain: s.Caught.Wrong / (s.Caught.Right + 0.5))).OrderByDescending(s => s.Gain).FirstOrDefault();
            if (best.Gain < LeastGain)
                break;
            best.Step.Bound.Level = best.Step.Level;
        }
        foreach (var bound in bounds)
            GiveBack(bound, rows, bounds);
        return filters.Select(
            (_, f) =>
                new FilterRange(bounds.Find(b => b.Filter == f && b.Sign > 0)?.Level, -bounds.Find(b => b.Filter == f && b.Sign < 0)?.Level)
        );
    }

    // A filter has bounds only on the side of the failures: an image that fits its caption too well is not a failure.
    private static IEnumerable<Bound> Bounds(int filter, FilterRange sides, List<Row> rows)
    {
        if (sides.Min is not null)
            yield return new(filter, 1, rows);
        if (sides.Max is not null)
            yield return new(filter, -1, rows);
    }

    private static void GiveBack(Bound bound, List<Row> rows, List<Bound> bounds)
    {
        var (tight, enough) = (bound.Level, Good(rows, bounds));
        bound.Level = bound.Loosest;
        if (!enough || !Good(rows, bounds))
            bound.Level = tight;
    }

    private static bool Good(List<Row> rows, List<Bound> bounds)
    {
        var kept = rows.Where(row => bounds.All(b => b.Allows(row, b.Level))).ToList();
        return kept.Count(r => r.IsRight) >= Precision * kept.Count;
    }

    private static (int Right, int Wrong) Split(List<Row> kept, Bound bound, double level)
    {
        var caught = kept.Where(row => !bound.Allows(row, level)).ToList();
        return (caught.Count(r => r.IsRight), caught.Count(r => !r.IsRight));
    }

    private sealed record Row(bool IsRight, double[] Values);

    /// <summary>The lower bound of a filter, or its upper bound as a lower bound of the negated value.</summary>
    private sealed class Bound
    {
        public Bound(int filter, int sign, List<Row> rows)
        {
            (Filter, Sign) = (filter, sign);
            var right = rows.Where(r => r.IsRight).Select(r => sign * r.Values[filter]).Order().ToList();
            Level = Loosest = Math.Round(right[0] - Slack * (right[^1] - right[0]) - 0.00005, 4);
            Levels =
            [
                .. Enumerable.Range(0, FilterCalibration.Levels).Select(percent => right[percent * (right.Count - 1) / 100]).Distinct(),
            ];
        }

        public int Filter { get; }

        /// <summary>1 for a lower bound, -1 for an upper bound.</summary>
        public int Sign { get; }

        public double Loosest { get; }

        public IReadOnlyList<double> Levels { get; }

        public double Level { get; set; }

        public bool Allows(Row row, double level) => Sign * row.Values[Filter] >= level;
    }
}
