using EmuEdit.Core;
using EmuEdit.World.Edits;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;

namespace EmuEdit.World;

/// <summary>A sample with all that the world knows about it, for tests of filters and models.</summary>
public sealed class TrueEdit
{
    private readonly Edit _edit;

    internal TrueEdit(EditSample sample, Edit edit, Frame input, Frame target) =>
        (Sample, _edit, Input, Target) = (sample, edit, new(edit.Before, input), new(edit.After, target));

    /// <summary>The sample as a model sees it.</summary>
    public EditSample Sample { get; }

    /// <summary>The scene in the input.</summary>
    public View Input { get; }

    /// <summary>The scene in the target.</summary>
    public View Target { get; }

    /// <summary>
    /// Returns the same change of another object than the named one, or another added object; null
    /// when there is no other, or the task is about no object.
    /// </summary>
    public (Image Picture, View Shown)? OnAnotherObject()
    {
        if (AnotherObject.Of(_edit) is not { } other)
            return null;
        var view = new View(other.After, Renderer.Render(other.After, Input.Frame.Size));
        return (other.DrawAfter(view.Frame, view.Scene), view);
    }
}

/// <summary>A scene as an image shows it.</summary>
/// <param name="Scene">The scene.</param>
/// <param name="Frame">The data of each pixel.</param>
public sealed record View(Scene Scene, Frame Frame);
