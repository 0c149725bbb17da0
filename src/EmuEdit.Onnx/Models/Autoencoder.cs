namespace EmuEdit.Onnx;

/// <summary>The two halves of an autoencoder, and what lies between them and a diffusion model.</summary>
/// <param name="Encoder">Images to latents, not scaled.</param>
/// <param name="Decoder">Scaled latents to images.</param>
/// <param name="ScalingFactor">What latents are multiplied by before they are diffused.</param>
/// <param name="ImageSize">Side of the square images that they are made for, in pixels.</param>
public sealed record Autoencoder(VaeEncoder Encoder, VaeDecoder Decoder, float ScalingFactor, int ImageSize)
{
    /// <summary>The latent of a square image, [1, C, h, w], scaled as it is diffused.</summary>
    /// <param name="pixels">[3, size, size] in [-1, 1].</param>
    public Tensor Encode(float[] pixels)
    {
        var latent = Encoder.Encode(pixels, ImageSize, ImageSize);
        return new(Array.ConvertAll(latent.Values, v => v * ScalingFactor), latent.Shape);
    }

    /// <summary>The image of a scaled latent, [1, 3, S, S].</summary>
    public Tensor Decode(ReadOnlySpan<float> latent, LatentShape shape) => Decoder.Decode(latent, shape);
}
