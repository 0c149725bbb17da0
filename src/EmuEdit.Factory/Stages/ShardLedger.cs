using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Filters;
using EmuEdit.Instructions;

namespace EmuEdit.Factory;

/// <summary>
/// Counts what the stages of a shard made and kept. A filter that does not judge a task passes its
/// pairs, so the counts can only decrease from filter to filter.
/// </summary>
/// <param name="filters">The names of the filters, in order.</param>
/// <param name="price">The price of the language model's tokens.</param>
internal sealed class ShardLedger(IReadOnlyList<string> filters, ChatPrice price)
{
    public const string Instructions = "instructions", Pairs = "pairs";

    private const string Filters = "filters", Writing = "writing";

    private readonly string[] _judges = [.. filters, .. PairSelection.Reasons];
    private readonly LedgerBuilder _ledger = new([Instructions, Pairs, .. filters, .. PairSelection.Reasons]);

    public void Count(ShardPlan shard, InstructionsOutput written, CandidatesOutput drawn, DecisionsOutput judged)
    {
        var outcomes = new Queue<StoredOutcome>(drawn.Outcomes);
        foreach (var (place, outcome) in written.Outcomes.Index())
            Count(shard.Batch.TaskOf(shard.First + place), outcome, outcomes);
        foreach (var (pair, decision) in drawn.Pairs.Zip(judged.Decisions))
            Count(pair.Sample.Task, decision);
        _ledger.Spend(Instructions, LedgerCosts.Cpu, written.Seconds);
        _ledger.Spend(Pairs, LedgerCosts.Cpu, drawn.Seconds);
        _ledger.Spend(Filters, LedgerCosts.Cpu, judged.Seconds);
    }

    public void Wrote(double seconds) => _ledger.Spend(Writing, LedgerCosts.Cpu, seconds);

    public string ToJson() => _ledger.ToLedger().ToJson();

    private void Count(EditTask task, InstructionOutcome outcome, Queue<StoredOutcome> drawn)
    {
        var (tokens, tries) = (outcome.Provenance.Tokens, outcome.Provenance.Tries);
        if (tokens != default)
            _ledger.Pay(tokens.Input, tokens.Output, price.Of(tokens), tries);
        foreach (var repair in outcome.Provenance.Repairs?.Split(", ") ?? [])
            _ledger.Repair(repair);
        if (outcome is RejectedInstruction rejected)
            _ledger.Reject(task, Instructions, rejected.Fault.ToString());
        else
            _ledger.Pass(task, Instructions);
        if (outcome is WrittenInstruction && drawn.Dequeue().Failure is { } failure)
            _ledger.Reject(task, Pairs, failure.Reason ?? failure.Filter);
    }

    private void Count(EditTask task, FilterDecision decision)
    {
        _ledger.Pass(task, Pairs);
        _ledger.Judge(task, Complete(decision));
    }

    // A filter that was not asked passes the pair.
    private FilterDecision Complete(FilterDecision decision)
    {
        var last = decision.Rejection is { } rejection ? Array.IndexOf(_judges, rejection.Filter) : _judges.Length - 1;
        return decision with
        {
            Results =
            [
                .. _judges
                    .Take(last + 1)
                    .Select(judge => decision.Results.FirstOrDefault(r => r.Filter == judge) ?? new(judge, Passed: true, 0)),
            ],
        };
    }
}
