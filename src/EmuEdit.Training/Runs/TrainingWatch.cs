using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Training.Runs;

/// <summary>
/// Watches a run for problems that should be reported early: steps skipped because their loss or
/// gradient is not finite, and a dead loss. A loss is dead if, after the warm-up and over a tenth
/// of the run, every report lies within a thousandth of their mean, or every gradient is zero. A
/// constant mean alone means little: the mean of a nearly finished run is constant, too. But each
/// report covers other samples, and for a network that learns, the reports always differ by some
/// hundredths.
/// </summary>
internal sealed class TrainingWatch(TrainerOptions options)
{
    private const int MostSkipped = 20, FewestReports = 10;
    private const double Window = 0.1, Still = 1e-3;

    private readonly List<string> _warnings = [.. options.Warnings];
    private double _sum;
    private int _good, _skipped, _skippedInARow;
    private bool _dead;

    /// <summary>Records a step.</summary>
    /// <exception cref="InvalidInputException">Too many steps in a row were skipped.</exception>
    public void Step(long step, double loss, double norm)
    {
        if (double.IsFinite(loss) && double.IsFinite(norm))
        {
            (_sum, _good, _skippedInARow) = (_sum + loss, _good + 1, 0);
            return;
        }
        (_skipped, _skippedInARow) = (_skipped + 1, _skippedInARow + 1);
        if (_skippedInARow == MostSkipped)
            throw new InvalidInputException(
                $"no finite loss and gradient in {MostSkipped} steps in a row, up to step {step}, in {options.Folder}",
                "samples and a learning rate that give one",
                "lower the learning rate or look at the samples, and run it again: it continues from its last checkpoint"
            );
    }

    /// <summary>
    /// Returns the mean loss of the steps since the last call, without skipped steps; NaN if there
    /// are none.
    /// </summary>
    public double TakeMeanLoss()
    {
        var mean = _good > 0 ? _sum / _good : double.NaN;
        (_sum, _good) = (0, 0);
        return mean;
    }

    /// <summary>Returns the warnings since the last report, and logs them; null if there are none.</summary>
    /// <param name="before">The reports so far.</param>
    /// <param name="line">The new report.</param>
    public string? Warning(IReadOnlyList<TrainingProgress> before, TrainingProgress line)
    {
        if (_skipped > 0)
            Warn(
                $"{_skipped} of the last "
                    + $"{line.Step - before.LastOrDefault(l => l.Step < line.Step)?.Step ?? line.Step} steps skipped: their "
                    + $"loss or gradient is no finite number"
            );
        _skipped = 0;
        if (!_dead && IsDead([.. before.Where(l => l.HeldOut is null && l.Step > options.Optimiser.WarmUpSteps), line]))
        {
            _dead = true;
            Warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"dead loss: it stays at {line.Loss:0.#####} over a tenth of the run, with a gradient of {line.GradientNorm:0.0e0}"
                )
            );
        }
        var warning = _warnings.Count > 0 ? string.Join("; ", _warnings) : null;
        _warnings.Clear();
        return warning;
    }

    private void Warn(string warning)
    {
        _warnings.Add(warning);
        options.Log?.Invoke("warning: " + warning);
    }

    private static bool IsDead(List<TrainingProgress> reports)
    {
        var first = reports.FindLastIndex(r => r.Share <= reports[^1].Share - Window);
        var window = first < 0 ? [] : reports[first..];
        if (window.Count < FewestReports || !window.TrueForAll(r => double.IsFinite(r.Loss)))
            return false;
        var mean = window.Average(r => r.Loss);
        return window.TrueForAll(r => Math.Abs(r.Loss - mean) <= Still * Math.Abs(mean)) || window.TrueForAll(r => r.GradientNorm == 0);
    }
}
