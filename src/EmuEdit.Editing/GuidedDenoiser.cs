using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>The edit U-Net under guidance: one batched run for the branches that the guidance needs, and their sum.</summary>
internal sealed class GuidedDenoiser(EditUNetRun run, Guidance guidance, Parameterisation parameterisation, StepReuse reuse)
{
    private float[] _latent = [], _prediction = [];
    private NoiseLevel _level;

    /// <summary>Calls of the network so far.</summary>
    public int Calls { get; private set; }

    /// <summary>What the network predicts, as it predicts it; or what it predicted at the call before.</summary>
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

    /// <summary>The clean sample that the last prediction means.</summary>
    public float[] Sample()
    {
        var sample = _prediction.ToArray();
        parameterisation.ToSample(_latent, _level, sample);
        return sample;
    }
}
