using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Evaluation;

/// <summary>One turn of a conversation with an editor. Must be thread-safe.</summary>
/// <param name="input">The previous turn's image.</param>
/// <param name="instruction">The instruction.</param>
/// <param name="seed">Seed of the turn.</param>
public delegate Image TurnEditor(Image input, string instruction, long seed);

/// <summary>Drift over turns of the pixels that no instruction touched.</summary>
/// <param name="Name">Name of the editor.</param>
/// <param name="Conversations">For each conversation, the mean absolute difference of those pixels
/// to the first image after each turn, 0..1. The first entry, before any turn, is 0.</param>
public sealed record DriftCurve(string Name, IReadOnlyList<IReadOnlyList<double>> Conversations)
{
    /// <summary>The mean over the conversations after each turn.</summary>
    public IReadOnlyList<ConfidenceInterval> Drift => MeanOf((conversation, turn) => Conversations[conversation][turn]);

    /// <summary>
    /// Returns, after each turn, how much less the same conversations drift than with another
    /// editor. The interval is that of the differences, which vary less than the drifts.
    /// </summary>
    /// <param name="other">Curve of the same conversations with the other editor.</param>
    public IReadOnlyList<ConfidenceInterval> Below(DriftCurve other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return MeanOf((conversation, turn) => other.Conversations[conversation][turn] - Conversations[conversation][turn]);
    }

    /// <summary>Runs an editor through every chain, in parallel.</summary>
    /// <param name="name">Name of the editor.</param>
    /// <param name="editor">The editor.</param>
    /// <param name="chains">Chains with the same number of turns, at least one.</param>
    /// <param name="progress">Receives the number of completed turns.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static DriftCurve Measure(
        string name,
        TurnEditor editor,
        IReadOnlyList<RecolourChain> chains,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(editor);
        var done = 0;
        return new(
            name,
            [
                .. chains
                    .AsParallel()
                    .AsOrdered()
                    .WithCancellation(cancellationToken)
                    .Select((chain, seed) => Follow(chain, editor, seed, () => progress?.Report(Interlocked.Increment(ref done)))),
            ]
        );
    }

    /// <summary>Plots the curves over the turns.</summary>
    public static Image PlotOf(IReadOnlyList<DriftCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return Plot.Lines(
            "Drift of pixels that no instruction touched", "turn", "mean absolute difference to the first picture, on 0 to 1",
            [.. curves.Select(c => (c.Name, (IReadOnlyList<(double, double)>)[.. c.Drift.Select((d, turn) => ((double)turn, d.Mean))]))]);
    }

    private ConfidenceInterval[] MeanOf(Func<int, int, double> value) =>
        [
            .. Enumerable
                .Range(0, Conversations[0].Count)
                .Select(turn =>
                    ConfidenceInterval.Of([.. Enumerable.Range(0, Conversations.Count).Select(conversation => value(conversation, turn))])
                ),
        ];

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
