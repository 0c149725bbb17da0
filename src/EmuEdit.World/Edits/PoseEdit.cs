using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Converts an image of a person to a skeleton on black, or back. The skeleton's edited region is
/// the box around it, because black elsewhere is no achievement.
/// </summary>
internal static class PoseEdit
{
    private static readonly Phrasing There = Phrasing
            .Of("(show|estimate|give) the pose", "turn it into a skeleton", "(draw|make) the skeleton of the person")
            .HeldOut("please show the skeleton"),
        Back = Phrasing
            .Of("turn the (skeleton|pose) into {0}", "from this (skeleton|pose) make {0}", "pose to picture {0}")
            .HeldOut("please turn the skeleton into {0}");

    /// <summary>One colour per bone, in the order of <see cref="Skeleton.Bones"/>.</summary>
    private static readonly (byte R, byte G, byte B)[] BoneColors =
    [
        (255, 255, 255),
        (255, 220, 0),
        (255, 60, 60),
        (255, 140, 60),
        (60, 120, 255),
        (60, 210, 255),
        (190, 60, 255),
        (255, 110, 220),
        (60, 220, 60),
        (170, 255, 80),
    ];

    public static Edit Draw(Voice voice)
    {
        if (voice.Random.Chance(0.5f))
        {
            var (scene, person) = WorldEdits.SceneWith(voice, SceneSampler.DrawPerson, most: 3);
            return Edit.Redrawn(There.Say(voice), scene, voice, DrawSkeleton, "a skeleton", person) with { Region = Box };
        }
        var alone = SceneSampler.Empty(voice.Random, Camera.Default);
        alone = alone.Plus(SceneSampler.DrawPerson(voice.Random, voice.Random.Pick(Slot.All)));
        return Translations.Back(Back, alone, voice, DrawSkeleton, "skeleton");
    }

    private static Image DrawSkeleton(Frame frame, Scene scene)
    {
        var image = new Image(frame.Size, frame.Size);
        var joints = Joints(frame, scene);
        for (var bone = 0; bone < BoneColors.Length; bone++)
            DrawBone(image, joints[Skeleton.Bones[bone].From], joints[Skeleton.Bones[bone].To], BoneColors[bone]);
        return image;
    }

    private static (float X, float Y)[] Joints(Frame frame, Scene scene)
    {
        var person = scene.Objects.First(o => o.Kind is Kind.Person);
        return [.. Skeleton.Joints(person.Pose).Select(j => Renderer.Project(scene.Camera, j + person.Base, frame.Size))];
    }

    private static float Thickness(int size) => size / 42f;

    /// <summary>Draws a thick line with soft ends and edges.</summary>
    private static void DrawBone(Image image, (float X, float Y) a, (float X, float Y) b, (byte R, byte G, byte B) color)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var squared = MathF.Max(1e-6f, dx * dx + dy * dy);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var (px, py) = (x + 0.5f - a.X, y + 0.5f - a.Y);
                var share = Math.Clamp((px * dx + py * dy) / squared, 0, 1);
                var (ex, ey) = (px - share * dx, py - share * dy);
                var cover = Math.Clamp(Thickness(image.Width) + 0.5f - MathF.Sqrt(ex * ex + ey * ey), 0, 1);
                if (cover <= 0)
                    continue;
                var p = image.Pixels.AsSpan(image.Offset(x, y), 3);
                p[0] = (byte)(p[0] + (color.R - p[0]) * cover);
                p[1] = (byte)(p[1] + (color.G - p[1]) * cover);
                p[2] = (byte)(p[2] + (color.B - p[2]) * cover);
            }
    }

    private static Mask Box(Frame frame, Scene scene)
    {
        var (joints, wider, last) = (Joints(frame, scene), Thickness(frame.Size) + 1, frame.Size - 1);
        int Bound(float v) => (int)Math.Clamp(v, 0, last);
        var (left, right) = (Bound(joints.Min(j => j.X) - wider), Bound(joints.Max(j => j.X) + wider));
        var mask = new Mask(frame.Size, frame.Size);
        for (var y = Bound(joints.Min(j => j.Y) - wider); y <= Bound(joints.Max(j => j.Y) + wider); y++)
            mask.Pixels.AsSpan(y * frame.Size + left, right - left + 1).Fill(255);
        return mask;
    }
}
