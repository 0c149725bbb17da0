namespace EmuEdit.Core;

/// <summary>Estimates how near each pixel is. May be used from several threads.</summary>
public interface IDepthEstimator
{
    /// <summary>Depth maps of images of one size.</summary>
    /// <returns>One an image: [height x width], 0 (far) to 1 (near), relative and of no unit, as depth maps are drawn.</returns>
    /// <exception cref="InvalidInputException">The model fails on them.</exception>
    IReadOnlyList<float[]> Estimate(IReadOnlyList<Image> pictures);
}
