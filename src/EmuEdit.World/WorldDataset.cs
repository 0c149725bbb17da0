using EmuEdit.Core;
using EmuEdit.World.Edits;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World;

/// <summary>
/// An endless data set of true edits. Sample i depends only on (seed, i, size), and is the same on
/// every machine. Thread-safe.
/// </summary>
/// <param name="seed">Seed of the world.</param>
/// <param name="size">Side of its images in pixels, at least 8; default 128.</param>
/// <param name="heldOut">Whether instructions use the phrasings that training never sees; default false.</param>
public sealed class WorldDataset(long seed, int size = 128, bool heldOut = false)
{
    private const int TaskStream = 1, EditStream = 2, SceneStream = 3, AnnotationStream = 4;

    /// <summary>Side of the images in pixels.</summary>
    public int Size { get; } = size >= 8 ? size : throw new InvalidInputException($"picture size {size}", "8 or more pixels per side");

    /// <summary>Returns sample <paramref name="index"/>, with a task uniform over the sixteen.</summary>
    public EditSample Sample(long index) =>
        Sample(index, EditTask.All[new CounterRandom(seed, index, TaskStream).Next(EditTask.All.Count)]);

    /// <summary>Returns sample <paramref name="index"/> of one task.</summary>
    /// <exception cref="InvalidInputException">The task is not one of <see cref="WorldTasks.All"/>.</exception>
    public EditSample Sample(long index, EditTask task) => Edit(index, task).Sample;

    /// <summary>Returns sample <paramref name="index"/> of one task, with all that the world knows about it.</summary>
    /// <exception cref="InvalidInputException">The task is not one of <see cref="WorldTasks.All"/>.</exception>
    public TrueEdit Edit(long index, EditTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var voice = VoiceOf(index, task);
        while (true)
            if (WorldEdits.Draw(task, voice).Render(task, Size) is { } edit)
                return edit;
    }

    /// <summary>
    /// Returns the instruction and task of sample <paramref name="index"/>, without rendering.
    /// Edits that change too little to be visible are included here.
    /// </summary>
    public (string Instruction, EditTask Task) Instruction(long index)
    {
        var task = EditTask.All[new CounterRandom(seed, index, TaskStream).Next(EditTask.All.Count)];
        return (WorldEdits.Draw(task, VoiceOf(index, task)).Instruction, task);
    }

    /// <summary>Returns scene <paramref name="index"/>, with one to five objects, and its caption.</summary>
    public (Scene Scene, string Caption) Scene(long index)
    {
        var voice = new Voice(new CounterRandom(seed, index, SceneStream), heldOut);
        var scene = WorldEdits.AnyScene(voice);
        return (scene, Captions.Of(scene, voice));
    }

    /// <summary>
    /// Returns image <paramref name="index"/> of a scene of one to five objects, with its ground
    /// truth.
    /// </summary>
    public AnnotatedImage Annotated(long index)
    {
        var voice = new Voice(new CounterRandom(seed, index, AnnotationStream), heldOut);
        while (true)
            if (SceneTruth.Of(WorldEdits.AnyScene(voice), Size, voice.Random) is { } picture)
                return picture;
    }

    /// <summary>Renders a scene at this data set's size.</summary>
    public Frame Render(Scene scene) => Renderer.Render(scene, Size);

    private Voice VoiceOf(long index, EditTask task) =>
        new(new CounterRandom(seed, index, EditStream + 16 * (1 + WorldTasks.PlaceOf(task.Name))), heldOut);
}
