using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Filters;

/// <summary>
/// The models that filters use. A filter whose model is missing is left out, and <see cref="FilterChain.Missing"/> names it.
/// </summary>
/// <param name="Bundle">The bundle with the task predictor and CLIP.</param>
public sealed record FilterModels(Bundle Bundle)
{
    /// <summary>Returns all filter models of a bundle.</summary>
    /// <param name="bundle">The bundle. It must outlive the result.</param>
    public static FilterModels Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(bundle) { Detector = bundle.Detector, Depth = bundle.Depth };
    }

    /// <summary>Object detector; null if there is none.</summary>
    public IDetector? Detector { get; init; }

    /// <summary>Depth estimator; null if there is none.</summary>
    public IDepthEstimator? Depth { get; init; }

    /// <summary>Whether both CLIP encoders, image and text, are available.</summary>
    internal bool HasClip => Bundle is { ClipImage: not null, ClipText: not null };
}
