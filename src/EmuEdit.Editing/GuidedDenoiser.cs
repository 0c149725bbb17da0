using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>
/// The edit U-Net with guidance. One batched run computes the branches that the guidance needs; the guidance combines them.
/// </summary>
internal sealed class GuidedDenoiser(EditUNetRun run, Guidance guidance, Parameterisation parameterisation, StepReuse reuse)
{
    private float[] _latent = [], _prediction = [];
    private NoiseLevel _level;

    /// <summary>Number of network calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>
    /// Writes the network's prediction in its own parameterisation, or repeats
    /// the previous prediction if <see cref="StepReuse"/> skips the call.
    /// </summary>
    public void Predict(ReadOnlySpan<float> z, NoiseLevel level, Span<float> prediction)
    {
        if (reuse.Skips(z))
            _prediction.CopyTo(prediction);
        else
        {
            guidance.Combine(run.Predict(z, level.Timestep), prediction);
            reuse.Made(z, prediction);
            Calls++;
        }
        (_latent, _prediction, _level) = (z.ToArray(), prediction.ToArray(), level);
    }

    /// <summary>Converts the last prediction to a clean sample.</summary>
    public float[] Sample()
    {
        var sample = _prediction.ToArray();
        parameterisation.ToSample(_latent, _level, sample);
        return sample;
    }
}
