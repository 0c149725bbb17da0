using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;

namespace EmuEdit.World.Tests;

public class RendererTests
{
    private static readonly Scene Ball = new(Place.Meadow, Time.Day, Weather.Clear, Camera.Default,
        [new SceneObject(Kind.Sphere, "red", Material.Plain, true, new Slot(0, false))]);

    [Fact]
    public void Render_Sphere_MaskIsADiscAroundItsProjectedCentre()
    {
        var frame = Renderer.Render(Ball, 128);
        var mask = frame.MaskOf(0);
        var (x, y) = Renderer.Project(Ball.Camera, Ball.Objects[0].Base + new Vec(0, 0.75f, 0), 128);
        var inside = Enumerable.Range(0, 128 * 128).Where(i => mask.Pixels[i] != 0).ToList();
        Assert.InRange(inside.Average(i => i % 128 + 0.5), x - 1, x + 1);
        Assert.InRange(inside.Average(i => i / 128 + 0.5), y - 1, y + 1.5);
        Assert.True(mask[(int)x, (int)y]);
    }

    [Fact]
    public void Render_Sphere_DepthIsTheDistanceToItsSurface()
    {
        var frame = Renderer.Render(Ball, 128);
        var centre = Ball.Objects[0].Base + new Vec(0, 0.75f, 0);
        var (x, y) = Renderer.Project(Ball.Camera, centre, 128);
        var eye = new Vec(0, Ball.Camera.Height, -Ball.Camera.Distance);
        Assert.Equal((centre - eye).Length - 0.75f, frame.Depth[(int)y * 128 + (int)x], 0.02f);
    }

    [Fact]
    public void Render_Normals_HaveLengthOneOnObjectsAndPointUpOnTheGround()
    {
        var frame = Renderer.Render(Ball, 64);
        Assert.All(Enumerable.Range(0, 64 * 64).Where(i => frame.Ids[i] == 0), i => Assert.Equal(1, frame.Normals[i].Length, 1e-3f));
        Assert.All(Enumerable.Range(0, 64 * 64).Where(i => frame.Ids[i] == -1), i => Assert.Equal(new Vec(0, 1, 0), frame.Normals[i]));
    }

    [Fact]
    public void Render_ObjectBehindAnother_IsHidden()
    {
        var small = new SceneObject(Kind.Cube, "blue", Material.Plain, false, new Slot(0, true));
        var low = Ball with { Camera = new Camera(0.75f, 5.6f) };
        Assert.Equal(0, Renderer.Render(low.Plus(small), 64).MaskOf(1).Count);
        Assert.NotEqual(0, Renderer.Render(low.Without(low.Objects[0]).Plus(small), 64).MaskOf(0).Count);
    }

    [Fact]
    public void Render_EveryKindMaterialAndPose_IsSeen()
    {
        foreach (var kind in Enum.GetValues<Kind>())
            foreach (var material in Enum.GetValues<Material>())
                foreach (var pose in Enum.GetValues<Pose>())
                {
                    var thing = Ball.Objects[0] with { Kind = kind, Material = material, Pose = pose, Word = "EMU" };
                    var scene = Ball with { Objects = [thing] };
                    Assert.True(Renderer.Render(scene, 32).MaskOf(0).Count > 20, $"{kind} {material} {pose}");
                }
    }

    [Theory]
    [InlineData(Time.Night)]
    [InlineData(Time.Sunset)]
    public void Render_Time_ChangesTheLight(Time time)
    {
        var (day, other) = (Brightness(Ball), Brightness(Ball with { Time = time }));
        Assert.True(other < day, $"{other} < {day}");

        static double Brightness(Scene scene) => Renderer.Render(scene, 32).ToImage().Pixels.Average(p => p);
    }

    [Fact]
    public void Render_Shadow_FallsAwayFromTheSun()
    {
        var with = Renderer.Render(Ball, 64);
        var without = Renderer.Render(Ball with { Objects = [] }, 64);
        var shaded = Enumerable.Range(0, 64 * 64).Where(i => with.Ids[i] == -1 && with.Lit[i] < 0.5f * without.Lit[i]).ToList();
        Assert.True(shaded.Count > 10);
        Assert.True(shaded.Average(i => i % 64) < 32, "the sun stands right of the camera");
    }
}
