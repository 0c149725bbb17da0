using EmuEdit.Imaging;

namespace EmuEdit.Training.Runs;

/// <summary>Draws a run's curves.</summary>
internal static class RunPlots
{
    /// <summary>Writes <c>loss.png</c> and <c>{score}.png</c>.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="metrics">The metrics so far.</param>
    /// <param name="score">Name of a held-out score.</param>
    /// <param name="now">The score's newest value, which the metrics do not contain yet.</param>
    public static void Draw(string folder, IReadOnlyList<TrainingProgress> metrics, string score, double now)
    {
        var codec = new SkiaCodec();
        codec.Write(
            Path.Combine(folder, "loss.png"),
            Plot.Lines("Training loss", "step", "loss", [("loss", Points(metrics, m => m.Loss))], logY: true)
        );
        var scored = metrics.Where(m => m.HeldOut is not null && m.HeldOut.ContainsKey(score)).ToArray();
        var last = metrics.Count > 0 ? metrics[^1].Step : 0;
        codec.Write(
            Path.Combine(folder, score + ".png"),
            Plot.Lines("Held-out samples", "step", score, [(score, [.. Points(scored, m => m.HeldOut![score]), (last, now)])])
        );
    }

    private static (double, double)[] Points(IEnumerable<TrainingProgress> metrics, Func<TrainingProgress, double> value) =>
        [.. metrics.Where(m => double.IsFinite(value(m))).Select(m => ((double)m.Step, value(m)))];
}
