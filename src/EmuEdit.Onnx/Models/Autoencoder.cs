namespace EmuEdit.Onnx;

/// <summary>The shape of one latent.</summary>
/// <param name="Channels">Channels, C.</param>
/// <param name="Height">Rows, h.</param>
/// <param name="Width">Columns, w.</param>
public readonly record struct LatentShape(int Channels, int Height, int Width)
{
    /// <summary>Number of values of one latent.</summary>
    public int Length => Channels * Height * Width;
}

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
