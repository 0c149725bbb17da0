namespace EmuEdit.Onnx;

/// <summary>The two halves of an autoencoder, with the scaling between them and a diffusion model.</summary>
/// <param name="Encoder">Encodes images to unscaled latents.</param>
/// <param name="Decoder">Decodes scaled latents to images.</param>
/// <param name="ScalingFactor">Factor of latents before they are diffused.</param>
/// <param name="ImageSize">Side of the square images that both halves are made for, in pixels.</param>
public sealed record Autoencoder(VaeEncoder Encoder, VaeDecoder Decoder, float ScalingFactor, int ImageSize)
{
    /// <summary>Encodes a square image to a scaled latent, [1, C, h, w].</summary>
    /// <param name="pixels">[3, size, size] in [-1, 1].</param>
    public Tensor Encode(float[] pixels)
    {
        var latent = Encoder.Encode(pixels, ImageSize, ImageSize);
        return new(Array.ConvertAll(latent.Values, v => v * ScalingFactor), latent.Shape);
    }

    /// <summary>Decodes a scaled latent to an image, [1, 3, S, S].</summary>
    public Tensor Decode(ReadOnlySpan<float> latent, LatentShape shape) => Decoder.Decode(latent, shape);
}
