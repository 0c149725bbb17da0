using EmuEdit.Core;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Runs;

/// <summary>The precision of a run. It is chosen when the run starts, and kept when the run is resumed.</summary>
internal static class Precisions
{
    /// <summary>The precisions that this processor supports without emulation, the fastest last.</summary>
    public static IReadOnlyList<TrainingPrecision> Available =>
        Processor.ComputesInBFloat16 ? [TrainingPrecision.Float32, TrainingPrecision.BFloat16] : [TrainingPrecision.Float32];

    /// <summary>
    /// Returns the precision of a run that starts on this machine: the requested one, or for auto
    /// the fastest.
    /// </summary>
    public static TrainingPrecision ForNewRun(TrainingPrecision asked) => asked == TrainingPrecision.Auto ? Available[^1] : asked;

    /// <summary>Returns the precision of a resumed run: the one it started with.</summary>
    /// <exception cref="InvalidInputException">Another precision was requested.</exception>
    public static TrainingPrecision ForResumedRun(TrainingPrecision asked, TrainingPrecision begun, string folder) =>
        asked == TrainingPrecision.Auto || asked == begun
            ? begun
            : throw new InvalidInputException(
                $"precision {asked.Name()} for the run in {folder}, which began in {begun.Name()}",
                $"{begun.Name()} or auto, which keeps it",
                $"leave the precision out, or start another run from this one's weights (--run OTHER --initial "
                    + $"{Path.Combine(folder, Checkpoint.FileName)})"
            );

    /// <summary>Returns the first log message of a run: its precision, and what that means on this processor.</summary>
    public static string Describe(TrainingPrecision precision) => $"precision: {precision.Name()} ({Reason(precision)})";

    private static string Reason(TrainingPrecision precision) => (precision, Processor.ComputesInBFloat16) switch
    {
        (TrainingPrecision.BFloat16, true) => "this processor computes in bfloat16",
        (TrainingPrecision.BFloat16, false) => "this processor emulates bfloat16, which is slow: float32 is about ten times as fast here",
        (_, true) => "this processor also computes in bfloat16, which is faster for large networks",
        _ => "this processor does not compute in bfloat16",
    };
}
