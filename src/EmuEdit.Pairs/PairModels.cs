using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>
/// The models that synthesis uses. Null means missing: a recipe that needs the model makes no pair
/// and reports why.
/// </summary>
/// <param name="Bundle">The bundle with the text-to-image model.</param>
public sealed record PairModels(Bundle Bundle)
{
    /// <summary>Edits by the tasks that the bundle has learned from examples.</summary>
    public EditPipeline Editor { get; } = new(Bundle);

    /// <summary>Detector that grounds phrases.</summary>
    public IDetector? Detector { get; init; }

    /// <summary>Segmenter that computes the masks of grounded objects.</summary>
    public ISegmenter? Segmenter { get; init; }

    /// <summary>Annotator for depth maps.</summary>
    public IAnnotator? Depth { get; init; }

    /// <summary>Annotator for sketches. Default: drawn from the edges of an image.</summary>
    public IAnnotator? Sketch { get; init; } = new SketchAnnotator();

    /// <summary>Annotator for normal maps.</summary>
    public IAnnotator? Normal { get; init; }

    /// <summary>Annotator for skeletons.</summary>
    public IAnnotator? Pose { get; init; }

    /// <summary>Annotator for segmentation maps.</summary>
    public IAnnotator? SegmentationMap { get; init; }

    /// <summary>Finds text.</summary>
    public ITextFinder? Text { get; init; }

    /// <summary>Existing images that can serve as inputs; null if all images are generated.</summary>
    public IRenderedImages? Rendered { get; init; }

    /// <summary>Returns the models that a bundle has.</summary>
    /// <param name="bundle">The bundle. It must outlive the result.</param>
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

/// <summary>Images that exist before a pair is made, such as those of the built-in world.</summary>
public interface IRenderedImages
{
    /// <summary>Returns the image before or after the edit of a request.</summary>
    /// <param name="request">The request. Its instruction comes from the same source as the images.</param>
    /// <param name="after">Whether to return the image after the edit.</param>
    Image Image(PairRequest request, bool after);
}
