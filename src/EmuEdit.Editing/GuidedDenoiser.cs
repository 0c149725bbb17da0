using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>The edit U-Net as a <see cref="Denoiser"/>: one batched run for the branches that the guidance needs, their sum, then the clean sample it means.</summary>
internal sealed class GuidedDenoiser(EditUNetRun run, Guidance guidance, Parameterisation parameterisation)
{
    private float[] _latest = [];

    /// <summary>A copy of the clean sample that the last call predicted.</summary>
    public ReadOnlySpan<float> Latest => _latest;

    public void Denoise(ReadOnlySpan<float> z, NoiseLevel level, Span<float> sample)
    {
        guidance.Combine(run.Predict(z, level.Timestep), sample);
        parameterisation.ToSample(z, level, sample);
        if (_latest.Length != sample.Length)
            _latest = new float[sample.Length];
        sample.CopyTo(_latest);
    }
}
