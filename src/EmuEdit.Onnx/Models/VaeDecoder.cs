using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary><c>vae_decoder/model.onnx</c>: <c>latent_sample</c> [B, C, h, w] to <c>sample</c> [B, 3, S, S].</summary>
public sealed class VaeDecoder
{
    private readonly OnnxSession _session;
    private readonly TensorSpec _latent;
    private readonly float _scalingFactor;

    internal VaeDecoder(OnnxSession session, float scalingFactor)
    {
        (_session, _scalingFactor) = (session, scalingFactor);
        session.AllowInputs("latent_sample");
        _latent = session.Floats("latent_sample", 4);
        session.Output("sample", 4);
    }

    /// <summary>Number of channels of a latent; null when the model leaves it free.</summary>
    internal int? Channels => _latent.Fixed(1);

    /// <summary>Decodes one latent.</summary>
    /// <param name="latent">
    /// The latent as it is diffused: scaled by the bundle's scaling factor, which is divided out
    /// here.
    /// </param>
    /// <param name="shape">Shape of the latent.</param>
    /// <returns>The image, [1, 3, S, S], in about [-1, 1].</returns>
    /// <exception cref="InvalidInputException">The model fails on the latent.</exception>
    public Tensor Decode(ReadOnlySpan<float> latent, LatentShape shape)
    {
        var unscaled = latent.ToArray();
        foreach (ref var value in unscaled.AsSpan())
            value /= _scalingFactor;
        using var inputs = new ModelInputs().Add(_latent, unscaled, 1, shape.Channels, shape.Height, shape.Width);
        return _session.Run(inputs, "sample");
    }
}
