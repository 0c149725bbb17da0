using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Draws a frame as an image; the scene tells what the frame shows.</summary>
internal delegate Image Drawing(Frame frame, Scene scene);

/// <summary>An edit of a scene, not yet rendered: both scenes, the texts, and where it changes the image.</summary>
internal sealed record Edit(string Instruction, Scene Before, Scene After)
{
    public required string InputCaption { get; init; }

    public required string OutputCaption { get; init; }

    /// <summary>Name of the object that the edit is about.</summary>
    public string? Object { get; init; }

    public Drawing DrawBefore { get; init; } = (frame, _) => frame.ToImage();

    public Drawing DrawAfter { get; init; } = (frame, _) => frame.ToImage();

    /// <summary>Returns what draws an annotation on the object with that index, for edits that annotate one.</summary>
    public Func<int, Drawing>? DrawOn { get; init; }

    /// <summary>
    /// The edited region when it is more than the pixels that change, for example the board of a
    /// sign.
    /// </summary>
    public Func<Frame, Scene, Mask>? Region { get; init; }

    /// <summary>
    /// Whether the rendered target is suitable, for edits that require more of it than a change.
    /// When it is not, another scene is sampled.
    /// </summary>
    public Func<Frame, bool>? Suits { get; init; }

    /// <summary>Creates an edit whose captions are those of its two scenes.</summary>
    public static Edit Of(string instruction, Scene before, Scene after, Voice voice, SceneObject? about = null)
    {
        var captions = Captions.Of(before, after, voice);
        return new(instruction, before, after)
        {
            InputCaption = captions.Before,
            OutputCaption = captions.After,
            Object = about is null ? null : Names.Of(about),
        };
    }

    /// <summary>Creates an edit whose two images show one scene, drawn in two ways.</summary>
    public static Edit Redrawn(string instruction, Scene scene, Voice voice, Drawing after, string look, SceneObject? about = null)
    {
        var (caption, subject) = Captions.WithSubject(scene, voice);
        return new(instruction, scene, scene)
        {
            InputCaption = caption,
            OutputCaption = $"{look} of {subject}",
            Object = about is null ? null : Names.Of(about),
            DrawAfter = after,
        };
    }

    /// <summary>Creates an edit that restores the image of a scene, of which the input lost something.</summary>
    public static Edit Restored(string instruction, Scene scene, Voice voice, Drawing before, string look)
    {
        var (caption, subject) = Captions.WithSubject(scene, voice);
        return new(instruction, scene, scene) { InputCaption = $"{look} of {subject}", OutputCaption = caption, DrawBefore = before };
    }

    /// <summary>Whether enough of an object is visible for an edit to change it.</summary>
    public static bool Shows(Frame frame, int index) => frame.MaskOf(index).Count >= LeastChange * frame.Size * frame.Size;

    /// <summary>
    /// Renders both sides; null when the edit changes too little to be visible, or the target is
    /// not suitable.
    /// </summary>
    public TrueEdit? Render(EditTask task, int size)
    {
        var before = Renderer.Render(Before, size);
        var after = ReferenceEquals(Before, After) ? before : Renderer.Render(After, size);
        var (input, target) = (DrawBefore(before, Before), DrawAfter(after, After));
        var changed = Mask.OfChanges(input, target);
        if (changed.Count < LeastChange * size * size || Suits?.Invoke(after) is false)
            return null;
        var sample = new EditSample(
            input,
            Instruction,
            target,
            task,
            Region?.Invoke(after, After) ?? changed,
            InputCaption,
            OutputCaption,
            Object
        );
        return new(sample, this, before, after);
    }

    /// <summary>Smallest share of pixels that an edit must change.</summary>
    private const float LeastChange = 0.008f;
}
