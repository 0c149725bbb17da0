using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Pairs;

/// <summary>The built-in world's truth about its own pictures, where no small model gives an annotation: normals, skeletons, classes, where text is.</summary>
/// <param name="size">Pixels a side of the pictures.</param>
public sealed class WorldTruth(int size) : IAnnotator, ITextFinder
{
    /// <inheritdoc cref="IAnnotator.KnowsRenderedOnly"/>
    public bool KnowsRenderedOnly => true;

    /// <summary>The picture before or after the edit of a request whose instruction comes from the world.</summary>
    public Image Image(PairRequest request, bool after) => request.Instruction.Task.Index < 0 ? Scene(request) : after ? Sample(request).Target : Sample(request).Input;

    /// <inheritdoc/>
    public IReadOnlyList<Image> Annotate(IReadOnlyList<(Image Picture, PairRequest Request)> subjects) =>
        [.. subjects.Select(s => Sample(s.Request) is var sample && Translation.IsBack(s.Request.Instruction) ? sample.Input : sample.Target)];

    /// <inheritdoc/>
    public IReadOnlyList<Mask> Find(IReadOnlyList<(Image Picture, PairRequest Request)> subjects) => [.. subjects.Select(s => Sample(s.Request).Region)];

    // Of a learned task the world knows the picture before, and no more.
    private Image Scene(PairRequest request)
    {
        var world = new WorldDataset(request.Seed, size);
        return world.Render(world.Scene(request.Index).Scene).ToImage();
    }

    private EditSample Sample(PairRequest request) => new WorldDataset(request.Seed, size).Sample(request.Index, request.Instruction.Task);
}
