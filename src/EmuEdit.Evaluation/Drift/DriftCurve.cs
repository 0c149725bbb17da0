using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Evaluation;

/// <summary>One turn of a conversation with an editor. Called from several threads at once.</summary>
/// <param name="input">The previous turn's picture.</param>
/// <param name="instruction">What is asked.</param>
/// <param name="seed">Seed of the turn.</param>
public delegate Image TurnEditor(Image input, string instruction, long seed);

/// <summary>How far pixels that no instruction touched drift over turns.</summary>
/// <param name="Name">The editor.</param>
/// <param name="Conversations">Of each conversation the mean absolute difference to the first picture over those pixels, 0..1, after each turn; the first entry, before any turn, is 0.</param>
public sealed record DriftCurve(string Name, IReadOnlyList<IReadOnlyList<double>> Conversations)
{
    /// <summary>After each turn, the mean of the conversations.</summary>
    public IReadOnlyList<ConfidenceInterval> Drift => MeanOf((conversation, turn) => Conversations[conversation][turn]);

    /// <summary>After each turn, how much less the same conversations drift than with another editor. The interval is of the differences, which vary less than the drifts.</summary>
    /// <param name="other">Of the same conversations.</param>
    public IReadOnlyList<ConfidenceInterval> Below(DriftCurve other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return MeanOf((conversation, turn) => other.Conversations[conversation][turn] - Conversations[conversation][turn]);
    }

    /// <summary>Has an editor go through every chain, the chains in parallel.</summary>
    /// <param name="name">The editor's name.</param>
    /// <param name="editor">The editor.</param>
    /// <param name="chains">Chains of the same number of turns, at least one.</param>
    /// <param name="progress">Hears how many turns are done.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static DriftCurve Measure(
        string name, TurnEditor editor, IReadOnlyList<RecolourChain> chains, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(editor);
        var done = 0;
        return new(name, [.. chains.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select((chain, seed) => Follow(chain, editor, seed, () => progress?.Report(Interlocked.Increment(ref done))))]);
    }

    /// <summary>The curves over the turns.</summary>
    public static Image PlotOf(IReadOnlyList<DriftCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return Plot.Lines(
            "Drift of pixels that no instruction touched", "turn", "mean absolute difference to the first picture, on 0 to 1",
            [.. curves.Select(c => (c.Name, (IReadOnlyList<(double, double)>)[.. c.Drift.Select((d, turn) => ((double)turn, d.Mean))]))]);
    }

    private ConfidenceInterval[] MeanOf(Func<int, int, double> value) =>
        [.. Enumerable.Range(0, Conversations[0].Count).Select(turn => ConfidenceInterval.Of([.. Enumerable.Range(0, Conversations.Count).Select(conversation => value(conversation, turn))]))];

    private static List<double> Follow(RecolourChain chain, TurnEditor editor, long seed, Action turnDone)
    {
        var (picture, drift) = (chain.Start, new List<double> { 0 });
        foreach (var instruction in chain.Instructions)
        {
            picture = editor(picture, instruction, seed);
            drift.Add(PixelError.Split(picture, chain.Start, chain.Untouched).Inside);
            turnDone();
        }
        return drift;
    }
}
