using System.Text.RegularExpressions;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>Keeps the ledger of a shard while it is made. For one thread.</summary>
/// <param name="stages">The stages in their order; their names differ. A filter is a stage under its own name.</param>
public sealed partial class LedgerBuilder(IReadOnlyList<string> stages)
{
    private readonly Dictionary<string, int> _places = stages.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
    private readonly NameMap<Counts> _tasks = [];
    private LedgerCosts _costs = new();

    /// <summary>So many pass a stage.</summary>
    public void Pass(EditTask task, string stage, long count = 1) => Make(task, stage, count, count);

    /// <summary>A stage makes so many of so many, as candidates of an instruction.</summary>
    public void Make(EditTask task, string stage, long from, long made) => At(task, stage).Count(from, made);

    /// <summary>A stage rejects so many.</summary>
    /// <param name="task">What they were written for.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="reason">Why; counted under its <see cref="Kind"/>.</param>
    /// <param name="count">How many; default 1.</param>
    public void Reject(EditTask task, string stage, string reason, long count = 1) => At(task, stage).Reject(Kind(reason), count);

    /// <summary>
    /// Each filter that was asked lets the pair pass, or rejects it; and the task predictor may have given it to another task.
    /// </summary>
    /// <param name="task">What the pair was written for.</param>
    /// <param name="decision">What the filters say; each is a stage.</param>
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

    /// <summary>A stage took so many seconds on a device; core-seconds on <see cref="LedgerCosts.Cpu"/>.</summary>
    public void Spend(string stage, string device, double seconds) =>
        _costs = _costs.Plus(new() { Seconds = { [stage] = new() { [device] = seconds } } });

    /// <summary>The language model replied.</summary>
    /// <param name="inputTokens">Tokens read.</param>
    /// <param name="outputTokens">Tokens written.</param>
    /// <param name="price">What they cost, in the batch's currency; default 0.</param>
    /// <param name="replies">How many replies; default 1.</param>
    public void Pay(long inputTokens, long outputTokens, decimal price = 0, long replies = 1) =>
        _costs = _costs.Plus(new() { Replies = replies, InputTokens = inputTokens, OutputTokens = outputTokens, Price = price });

    /// <summary>A reply of the language model was used although it was not as asked for.</summary>
    /// <param name="repair">What was passed over or mended.</param>
    public void Repair(string repair) => _costs = _costs.Plus(new() { Repaired = new() { [repair] = 1 } });

    /// <summary>The ledger so far.</summary>
    public Ledger ToLedger() => new(new(stages, NameMap.Of(_tasks.Select(t => KeyValuePair.Create(t.Key, t.Value.ToCounts(stages))))), _costs);

    /// <summary>
    /// A reason without its numbers and quoted words, so that equal reasons are counted together: "similarity 0.12 is below 0.2" is
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
        public TaskCounts ToCounts(IReadOnlyList<string> names) => new([.. names.Zip(Stages, (name, stage) => stage.ToCounts(name))], NameMap.Of(Reassigned));
    }

    private sealed class Stage
    {
        private readonly NameMap<long> _reasons = [];
        private long _in, _out;

        public void Count(long from, long made) => (_in, _out) = (_in + from, _out + made);

        public void Reject(string reason, long count) => (_in, _reasons[reason]) = (_in + count, _reasons.GetValueOrDefault(reason) + count);

        public StageCounts ToCounts(string name) => new(name, _in, _out, NameMap.Of(_reasons));
    }
}
