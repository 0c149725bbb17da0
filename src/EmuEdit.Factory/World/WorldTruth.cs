using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.World;

namespace EmuEdit.Factory;

/// <summary>
/// The built-in world's truth about its own pictures, where no small model gives an annotation:
/// normals, skeletons, classes, where text is.
/// </summary>
/// <param name="size">Pixels a side of the pictures.</param>
public sealed class WorldTruth(int size) : IAnnotator, ITextFinder, IRenderedImages
{
    /// <inheritdoc cref="IAnnotator.KnowsRenderedOnly"/>
    public bool KnowsRenderedOnly => true;

    /// <summary>The models of a bundle; what no small model gives, the world's truth does.</summary>
    /// <param name="bundle">Must outlive the result.</param>
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

    // Of a learned task the world knows the picture before, and no more.
    private Image Scene(PairRequest request)
    {
        var world = new WorldDataset(request.Seed, size);
        return world.Render(world.Scene(request.Index).Scene).ToImage();
    }

    private EditSample Sample(PairRequest request) => new WorldDataset(request.Seed, size).Sample(request.Index, request.Instruction.Task);
}
