using EmuEdit.Core;

namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// LCMScheduler: multistep sampling of a consistency model in latent space (Luo et al. 2023,
/// algorithm 3).
/// </summary>
internal sealed class LcmRun(SchedulerConfig config, Timeline time) : SchedulerRun(config, Visited(config, time))
{
    private const double DataDeviation = 0.5;

    public override bool DrawsNoise => true;

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        var from = Calls[call];
        var last = call == Calls.Count - 1;
        var to = last ? new(-1, 1, 0) : Calls[call + 1];
        // At timestep 0 the result is the input: the boundary condition of a consistency model.
        var scaled = from.Timestep * Config.TimestepScaling;
        var length = scaled * scaled + DataDeviation * DataDeviation;
        var (skip, through) = (DataDeviation * DataDeviation / length, scaled / Math.Sqrt(length));
        var sample = Bounded(Sample(from, prediction, z));
        Combine(z, to.Alpha * skip, (to.Alpha * through, sample), (last ? 0 : to.Sigma, noise.ToArray()));
    }

    // Spaced evenly among the timesteps of distillation.
    private static NoiseLevel[] Visited(SchedulerConfig config, Timeline time)
    {
        var (original, steps) = (config.OriginalInferenceSteps, time.Steps);
        if (original > config.TrainTimesteps || steps > original)
            throw new InvalidInputException($"{steps} steps of {original}",
                $"1 to original_inference_steps, and that at most {config.TrainTimesteps}");
        var stride = config.TrainTimesteps / original;
        return [.. Enumerable.Range(0, steps).Select(i => time[(original - (int)Math.Floor((double)i * original / steps)) * stride - 1])];
    }
}
