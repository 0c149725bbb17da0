namespace EmuEdit.Core;

/// <summary>Estimates how near each pixel is. Thread-safe.</summary>
public interface IDepthEstimator
{
    /// <summary>Computes the depth maps of images of one size.</summary>
    /// <returns>One map per image: [height x width], from 0 (far) to 1 (near). The values are relative and have no unit.</returns>
    /// <exception cref="InvalidInputException">The model fails on the images.</exception>
    IReadOnlyList<float[]> Estimate(IReadOnlyList<Image> pictures);
}
