using EmuEdit.Core;
using EmuEdit.World.Edits;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;

namespace EmuEdit.World;

/// <summary>A sample with all that the world knows of it, for those who judge judges.</summary>
public sealed class TrueEdit
{
    private readonly Edit _edit;

    internal TrueEdit(EditSample sample, Edit edit, Frame input, Frame target) =>
        (Sample, _edit, Input, Target) = (sample, edit, new(edit.Before, input), new(edit.After, target));

    /// <summary>What a model sees.</summary>
    public EditSample Sample { get; }

    /// <summary>What the input shows.</summary>
    public View Input { get; }

    /// <summary>What the target shows.</summary>
    public View Target { get; }

    /// <summary>
    /// The same change of another object than the one that is named, or another object added; null when there is no other or the task is
    /// about none.
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
/// <param name="Scene">What there is.</param>
/// <param name="Frame">What each pixel shows.</param>
public sealed record View(Scene Scene, Frame Frame);
