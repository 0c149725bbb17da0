using EmuEdit.Core;
using EmuEdit.World;
using EmuEdit.World.Scenes;

namespace EmuEdit.Evaluation;

/// <summary>
/// A sequence of instructions on one image: one object of a scene is painted in
/// one colour after another. The world knows which pixels none of them touches.
/// </summary>
/// <param name="Start">The image before the first turn.</param>
/// <param name="Instructions">One instruction per turn.</param>
/// <param name="Untouched">The pixels that are the same in the true images of all turns.</param>
public sealed record RecolourChain(Image Start, IReadOnlyList<string> Instructions, Mask Untouched)
{
    /// <summary>
    /// Returns an endless sequence of chains, from the data set's scenes that have an object with a
    /// visible colour.
    /// </summary>
    /// <param name="dataset">Source of the scenes.</param>
    /// <param name="turns">Number of instructions per chain, at least 1.</param>
    public static IEnumerable<RecolourChain> Of(WorldDataset dataset, int turns)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        for (long i = 0; ; i++)
        {
            var (scene, _) = dataset.Scene(i);
            if (scene.Objects.FirstOrDefault(o => IsPaintable(o, scene)) is { } painted)
                yield return Paint(dataset, scene, painted, turns);
        }
    }

    // The only object of its kind, so that "the sphere" names it whatever its colour.
    private static bool IsPaintable(SceneObject o, Scene scene) =>
        o is { IsSolid: true, Material: Material.Plain } && scene.Objects.Count(other => other.Kind == o.Kind) == 1;

    private static RecolourChain Paint(WorldDataset dataset, Scene scene, SceneObject painted, int turns)
    {
        var start = dataset.Render(scene).ToImage();
        var untouched = new Mask(start.Width, start.Height);
        untouched.Pixels.AsSpan().Fill(255);
        var instructions = new List<string>();
        var first = Palette.Names.ToList().IndexOf(painted.Color);
        for (var turn = 1; turn <= turns; turn++)
        {
            var color = Palette.Names[(first + turn) % Palette.Names.Count];
            instructions.Add($"make the {painted.Kind.ToString().ToLowerInvariant()} {color}");
            KeepEqual(untouched, start, dataset.Render(scene.With(painted, painted with { Color = color })).ToImage());
        }
        return new(start, instructions, untouched);
    }

    private static void KeepEqual(Mask mask, Image a, Image b)
    {
        for (var i = 0; i < mask.Pixels.Length; i++)
            if (!a.Pixels.AsSpan(3 * i, 3).SequenceEqual(b.Pixels.AsSpan(3 * i, 3)))
                mask.Pixels[i] = 0;
    }
}
