using System.Text.RegularExpressions;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>Counts for the ledger of a shard while the shard is made. Not thread-safe.</summary>
/// <param name="stages">The stages in their order; their names are unique. Each filter is a stage with the filter's name.</param>
public sealed partial class LedgerBuilder(IReadOnlyList<string> stages)
{
    private readonly Dictionary<string, int> _places = stages.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
    private readonly NameMap<Counts> _tasks = [];
    private LedgerCosts _costs = new();

    /// <summary>Counts items that pass a stage.</summary>
    public void Pass(EditTask task, string stage, long count = 1) => Make(task, stage, count, count);

    /// <summary>Counts what a stage makes from its input, such as candidates of an instruction.</summary>
    public void Make(EditTask task, string stage, long from, long made) => At(task, stage).Count(from, made);

    /// <summary>Counts items that a stage rejects.</summary>
    /// <param name="task">The task that they were written for.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="reason">The reason; counted under its <see cref="Kind"/>.</param>
    /// <param name="count">Number of items; default 1.</param>
    public void Reject(EditTask task, string stage, string reason, long count = 1) => At(task, stage).Reject(Kind(reason), count);

    /// <summary>Counts the filters' decision on a pair, and whether the task predictor reassigned the pair.</summary>
    /// <param name="task">The task that the pair was written for.</param>
    /// <param name="decision">The filters' results; each filter is a stage.</param>
    public void Judge(EditTask task, FilterDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        foreach (var result in decision.Results)
            if (result.Passed)
                Pass(task, result.Filter);
            else
                Reject(task, result.Filter, result.Reason ?? result.Filter);
        if (decision.Reassigned is { } other && other != task)
            Of(task).Reassigned[other.Name] = Of(task).Reassigned.GetValueOrDefault(other.Name) + 1;
    }

    /// <summary>Adds the seconds that a stage took on a device; core-seconds for <see cref="LedgerCosts.Cpu"/>.</summary>
    public void Spend(string stage, string device, double seconds) =>
        _costs = _costs.Plus(new() { Seconds = { [stage] = new() { [device] = seconds } } });

    /// <summary>Counts a reply of the language model.</summary>
    /// <param name="inputTokens">Number of tokens read.</param>
    /// <param name="outputTokens">Number of tokens written.</param>
    /// <param name="price">Price of the tokens in the batch's currency; default 0.</param>
    /// <param name="replies">Number of replies; default 1.</param>
    public void Pay(long inputTokens, long outputTokens, decimal price = 0, long replies = 1) =>
        _costs = _costs.Plus(new() { Replies = replies, InputTokens = inputTokens, OutputTokens = outputTokens, Price = price });

    /// <summary>Counts a reply of the language model that was used although it was not in the requested form.</summary>
    /// <param name="repair">What was ignored or repaired.</param>
    public void Repair(string repair) => _costs = _costs.Plus(new() { Repaired = new() { [repair] = 1 } });

    /// <summary>Returns the ledger so far.</summary>
    public Ledger ToLedger() =>
        new(new(stages, NameMap.Of(_tasks.Select(t => KeyValuePair.Create(t.Key, t.Value.ToCounts(stages))))), _costs);

    /// <summary>
    /// Returns a reason without its numbers and quoted words, so that equal reasons are counted together: "similarity 0.12 is below 0.2" is
    /// "similarity # is below #".
    /// </summary>
    public static string Kind(string reason) => Numbers().Replace(Quoted().Replace(reason, "'…'"), "#");

    [GeneratedRegex("""'[^']*'|"[^"]*"|“[^”]*”""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.])[-+]?\d+(\.\d+)?(e[-+]?\d+)?(?!\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Numbers();

    private Stage At(EditTask task, string stage) => _places.TryGetValue(stage, out var place)
        ? Of(task).Stages[place]
        : throw new ArgumentException($"'{stage}' is no stage of {string.Join(", ", stages)}.", nameof(stage));

    private Counts Of(EditTask task)
    {
        if (!_tasks.TryGetValue(task.Name, out var counts))
            _tasks[task.Name] = counts = new([.. stages.Select(_ => new Stage())], []);
        return counts;
    }

    private sealed record Counts(Stage[] Stages, NameMap<long> Reassigned)
    {
        public TaskCounts ToCounts(IReadOnlyList<string> names) =>
            new([.. names.Zip(Stages, (name, stage) => stage.ToCounts(name))], NameMap.Of(Reassigned));
    }

    private sealed class Stage
    {
        private readonly NameMap<long> _reasons = [];
        private long _in, _out;

        public void Count(long from, long made) => (_in, _out) = (_in + from, _out + made);

        public void Reject(string reason, long count) =>
            (_in, _reasons[reason]) = (_in + count, _reasons.GetValueOrDefault(reason) + count);

        public StageCounts ToCounts(string name) => new(name, _in, _out, NameMap.Of(_reasons));
    }
}
