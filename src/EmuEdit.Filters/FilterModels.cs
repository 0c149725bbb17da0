using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Filters;

/// <summary>What filters look through. A filter whose model is missing is left out, and <see cref="FilterChain.Missing"/> names it.</summary>
/// <param name="Bundle">Where the task predictor and CLIP are.</param>
public sealed record FilterModels(Bundle Bundle)
{
    /// <summary>All that a bundle has.</summary>
    /// <param name="bundle">Must outlive the result.</param>
    public static FilterModels Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(bundle) { Detector = bundle.Detector, Depth = bundle.Depth };
    }

    /// <summary>Finds objects; null where there is no detector.</summary>
    public IDetector? Detector { get; init; }

    /// <summary>Estimates depth; null where there is no such model.</summary>
    public IDepthEstimator? Depth { get; init; }

    /// <summary>Whether both halves of CLIP are there.</summary>
    internal bool HasClip => Bundle is { ClipImage: not null, ClipText: not null };
}
