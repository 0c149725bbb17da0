using EmuEdit.Core;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Runs;

/// <summary>Which precision a run computes in: chosen when it begins, kept when it is resumed.</summary>
internal static class Precisions
{
    /// <summary>Those that this processor computes in without emulation, the fastest last.</summary>
    public static IReadOnlyList<TrainingPrecision> Available => Processor.ComputesInBFloat16 ? [TrainingPrecision.Float32, TrainingPrecision.BFloat16] : [TrainingPrecision.Float32];

    /// <summary>The precision of a run that begins on this machine: what was asked for, or the faster one.</summary>
    public static TrainingPrecision ForNewRun(TrainingPrecision asked) => asked == TrainingPrecision.Auto ? Available[^1] : asked;

    /// <summary>The precision of a run that is resumed: the one it began with.</summary>
    /// <exception cref="InvalidInputException">Another one was asked for.</exception>
    public static TrainingPrecision ForResumedRun(TrainingPrecision asked, TrainingPrecision begun, string folder) => asked == TrainingPrecision.Auto || asked == begun
        ? begun
        : throw new InvalidInputException(
            $"precision {asked.Name()} for the run in {folder}, which began in {begun.Name()}", $"{begun.Name()} or auto, which keeps it",
            $"leave the precision out, or start another run from this one's weights (--run OTHER --initial {Path.Combine(folder, Checkpoint.FileName)})");

    /// <summary>What a run says first: its precision, and what that costs on this processor.</summary>
    public static string Describe(TrainingPrecision precision) => $"precision: {precision.Name()} ({Reason(precision)})";

    private static string Reason(TrainingPrecision precision) => (precision, Processor.ComputesInBFloat16) switch
    {
        (TrainingPrecision.BFloat16, true) => "this processor computes in bfloat16",
        (TrainingPrecision.BFloat16, false) => "this processor emulates bfloat16, which is slow: float32 is about ten times as fast here",
        (_, true) => "this processor also computes in bfloat16, which is faster for large networks",
        _ => "this processor does not compute in bfloat16",
    };
}
