using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>The models that pairs are made with. What is null is missing: a recipe that needs it makes no pair and says so.</summary>
/// <param name="Bundle">Has the text-to-image model.</param>
public sealed record PairModels(Bundle Bundle)
{
    /// <summary>Edits by tasks that the bundle has learned from examples.</summary>
    public EditPipeline Editor { get; } = new(Bundle);

    /// <summary>Grounds phrases.</summary>
    public IDetector? Detector { get; init; }

    /// <summary>Cuts out what was grounded.</summary>
    public ISegmenter? Segmenter { get; init; }

    /// <summary>Depth maps.</summary>
    public IAnnotator? Depth { get; init; }

    /// <summary>Sketches; default from the edges of a picture.</summary>
    public IAnnotator? Sketch { get; init; } = new SketchAnnotator();

    /// <summary>Normal maps.</summary>
    public IAnnotator? Normal { get; init; }

    /// <summary>Skeletons.</summary>
    public IAnnotator? Pose { get; init; }

    /// <summary>Segmentation maps.</summary>
    public IAnnotator? SegmentationMap { get; init; }

    /// <summary>Finds text.</summary>
    public ITextFinder? Text { get; init; }

    /// <summary>Images that are there already and can be taken as inputs; null where all are generated.</summary>
    public IRenderedImages? Rendered { get; init; }

    /// <summary>The models of a bundle alone.</summary>
    /// <param name="bundle">Must outlive the result.</param>
    public static PairModels Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(bundle)
        {
            Detector = bundle.Detector,
            Segmenter = bundle.Segmenter,
            Depth = bundle.Depth is { } depth ? new DepthAnnotator(depth) : null,
        };
    }
}
