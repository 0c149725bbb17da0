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
