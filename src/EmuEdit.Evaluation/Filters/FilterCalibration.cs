using EmuEdit.Core;
using EmuEdit.Filters;

namespace EmuEdit.Evaluation;

/// <summary>
/// Chooses thresholds, a task at a time, on all pairs that are judged as of it: an instruction that the task predictor takes for another task's is. At first each filter lets pass what right pairs
/// measure, and a little more on both sides. While too much that is kept is wrong, the one bound is tightened that costs fewest right pairs for each wrong one that it catches. At last bounds that
/// turned out unnecessary are given back.
/// </summary>
public static class FilterCalibration
{
    /// <summary>Precision that is aimed at. More than the 90 % that is asked for, because thresholds fit the pairs that they were chosen on best.</summary>
    public const double Precision = 0.97;

    /// <summary>Recall below which precision is not bought.</summary>
    public const double LeastRecall = 0.65;

    /// <summary>Wrong pairs that a bound must catch for each right one that it costs: dearer ones fit the pairs that they are chosen on, and little else.</summary>
    private const double LeastGain = 0.25;

    private const string Predictor = "task_predictor";

    /// <summary>Passes an instruction whose task no other is likelier than.</summary>
    private static readonly FilterRange Likeliest = new(Max: 0);

    /// <summary>How much further than the right pairs' own range a filter reaches at first, as a share of that range.</summary>
    private const double Slack = 0.05;

    /// <summary>Bounds are tried at these shares of the right pairs, in percent.</summary>
    private const int Levels = 50;

    /// <summary>Thresholds for the filters that the models allow; a filter that is missing keeps the published ones.</summary>
    /// <param name="models">What the filters look through.</param>
    /// <param name="pairs">Pairs to choose on; not those to be judged on later.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static FilterThresholds Choose(FilterModels models, IReadOnlyList<LabelledPair> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(pairs);
        var reassigning = new FilterChain(models, FilterThresholds.Open.With(Predictor, FilterThresholds.AnyTask, Likeliest)) { MeasuresAll = true };
        var thresholds = reassigning.Filters.Contains(Predictor) ? FilterThresholds.Published.With(Predictor, FilterThresholds.AnyTask, Likeliest) : FilterThresholds.Published;
        // How many mistasked pairs there are says nothing of synthesis.
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

        static IEnumerable<FilterResult> Measured(FilterDecision decision) => decision.Results.Where(r => r.Filter != Predictor);
    }

    private static IEnumerable<FilterRange> Ranges(List<Row> rows, List<string> filters)
    {
        var bounds = filters.SelectMany((name, f) => Bounds(f, FilterTable.Sides(name), rows)).ToList();
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
        return filters.Select((_, f) => new FilterRange(bounds.Find(b => b.Filter == f && b.Sign > 0)?.Level, -bounds.Find(b => b.Filter == f && b.Sign < 0)?.Level));
    }

    // A filter is bounded where failures lie: that a picture fits its caption too well is no fault.
    private static IEnumerable<Bound> Bounds(int filter, (bool Min, bool Max) sides, List<Row> rows)
    {
        if (sides.Min)
            yield return new(filter, 1, rows);
        if (sides.Max)
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

    /// <summary>The lower bound of a filter, or the upper one as a lower bound of the negative.</summary>
    private sealed class Bound
    {
        public Bound(int filter, int sign, List<Row> rows)
        {
            (Filter, Sign) = (filter, sign);
            var right = rows.Where(r => r.IsRight).Select(r => sign * r.Values[filter]).Order().ToList();
            Level = Loosest = Math.Round(right[0] - Slack * (right[^1] - right[0]) - 0.00005, 4);
            Levels = [.. Enumerable.Range(0, FilterCalibration.Levels).Select(percent => right[percent * (right.Count - 1) / 100]).Distinct()];
        }

        public int Filter { get; }

        /// <summary>1 for a lower bound, -1 for an upper one.</summary>
        public int Sign { get; }

        public double Loosest { get; }

        public IReadOnlyList<double> Levels { get; }

        public double Level { get; set; }

        public bool Allows(Row row, double level) => Sign * row.Values[Filter] >= level;
    }
}
