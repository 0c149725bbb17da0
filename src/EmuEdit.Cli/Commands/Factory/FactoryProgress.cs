using EmuEdit.Cli.Terminal;
using EmuEdit.Factory;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// How far a data set is, from the reports of its shards. A sample that is drawn and not yet judged counts in part, by the share of the
/// time that its steps usually take.
/// </summary>
/// <param name="total">Samples in all.</param>
/// <param name="cost">Dollars spent in this run; null if nothing is paid for.</param>
internal sealed class FactoryProgress(long total, Func<decimal>? cost) : IProgress<ShardProgress>
{
    // What is done of a sample before a step, and after it.
    private static readonly Dictionary<ShardStep, (string Name, double From, double To)> s_steps = new()
    {
        [ShardStep.Instructions] = ("writing instructions", 0, 0.05),
        [ShardStep.Pairs] = ("drawing pairs", 0.05, 0.85),
        [ShardStep.Filters] = ("judging pairs", 0.85, 0.98),
        [ShardStep.Files] = ("writing shards", 0.98, 1),
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (double Done, int Kept)> _running = [];
    private long _written, _kept;
    private bool _drawn;

    /// <summary>Samples that are done.</summary>
    public long Done
    {
        get
        {
            lock (_lock)
                return (long)Sum();
        }
    }

    /// <summary>Takes over what an earlier run has done. The shards that this run has written meanwhile are part of that.</summary>
    public void Continue(BatchStatus earlier)
    {
        lock (_lock)
            (_written, _kept) = (Math.Max(_written, earlier.Tried), Math.Max(_kept, earlier.Kept));
    }

    /// <inheritdoc/>
    public void Report(ShardProgress value)
    {
        var (name, from, to) = s_steps[value.Step];
        lock (_lock)
        {
            // Nearly all of the time goes into drawing.
            _drawn |= value is { Step: not ShardStep.Instructions, Done: > 0 };
            if (value.Step is ShardStep.Files)
            {
                _running.Remove(value.Shard);
                (_written, _kept) = (_written + value.Total, _kept + value.Kept);
            }
            else
                _running[value.Shard] = (from * value.Total + (to - from) * value.Done, value.Kept);
            ProgressDisplay.Report(Of(name));
        }
    }

    /// <summary>Shows that the files of the whole data set are being made.</summary>
    public void Finish()
    {
        lock (_lock)
            ProgressDisplay.Report(Of("finishing the data set"));
    }

    private WorkProgress Of(string stage) =>
        new(stage, Sum(), total)
        {
            Kept = _kept + _running.Values.Sum(r => r.Kept),
            Cost = cost?.Invoke(),
            IsSteady = _drawn,
        };

    private double Sum() => Math.Min(total, _written + _running.Values.Sum(r => r.Done));
}
