using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.World;

namespace EmuEdit.Factory;

/// <summary>
/// The ground truth of the built-in world about its images: normals, skeletons, classes and text
/// areas. It provides the annotations for which there is no model.
/// </summary>
/// <param name="size">The size of the images in pixels per side.</param>
public sealed class WorldTruth(int size) : IAnnotator, ITextFinder, IRenderedImages
{
    /// <inheritdoc cref="IAnnotator.KnowsRenderedOnly"/>
    public bool KnowsRenderedOnly => true;

    /// <summary>
    /// Returns the models of a bundle, with the world's ground truth for the remaining annotations.
    /// </summary>
    /// <param name="bundle">The bundle. It must outlive the result.</param>
    public static PairModels Models(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var truth = new WorldTruth(bundle.PairSize);
        return PairModels.Of(bundle) with { Normal = truth, Pose = truth, SegmentationMap = truth, Text = truth, Rendered = truth };
    }

    /// <inheritdoc/>
    public Image Image(PairRequest request, bool after) =>
        request.Instruction.Task.Index < 0 ? Scene(request)
        : after ? Sample(request).Target
        : Sample(request).Input;

    /// <inheritdoc/>
    public IReadOnlyList<Image> Annotate(IReadOnlyList<(Image Picture, PairRequest Request)> subjects) =>
        [
            .. subjects.Select(s =>
                Sample(s.Request) is var sample && Translation.IsBack(s.Request.Instruction) ? sample.Input : sample.Target
            ),
        ];

    /// <inheritdoc/>
    public IReadOnlyList<Mask> Find(IReadOnlyList<(Image Picture, PairRequest Request)> subjects) =>
        [.. subjects.Select(s => Sample(s.Request).Region)];

    // For a learned task, the world knows only the image before the edit.
    private Image Scene(PairRequest request)
    {
        var world = new WorldDataset(request.Seed, size);
        return world.Render(world.Scene(request.Index).Scene).ToImage();
    }

    private EditSample Sample(PairRequest request) => new WorldDataset(request.Seed, size).Sample(request.Index, request.Instruction.Task);
}
