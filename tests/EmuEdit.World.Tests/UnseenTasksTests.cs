using System.Security.Cryptography;
using EmuEdit.Core;

namespace EmuEdit.World.Tests;

public class UnseenTasksTests
{
    private const int Size = 64, Drawn = 40;

    private static readonly WorldDataset World = new(3, Size);

    public static TheoryData<string> Tasks => [.. UnseenTasks.All.Select(t => t.Name)];

    [Fact]
    public void All_OfThem_AreNoneOfTheSixteen() => Assert.All(UnseenTasks.All, t => Assert.Equal((-1, "unseen"), (t.Index, t.Group)));

    [Fact]
    public void Sample_OfThisSeed_HasTheseBytesOnEveryMachine()
    {
        var world = new WorldDataset(1, Size);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in UnseenTasks.All.SelectMany(task => Enumerable.Range(0, 4).Select(i => world.Sample(i, task))))
        {
            hash.AppendData(sample.Input.Pixels);
            hash.AppendData(sample.Target.Pixels);
            hash.AppendData(sample.Region.Pixels);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(sample.Instruction));
        }
        Assert.Equal("8BEE5870EDA4B082A07C2688F9C2D8C87A658A7D1C443E22B123AB90E3501243", Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Sample_OfATask_ChangesPixelsInItsRegionAndOnlyThere(string name)
    {
        foreach (var sample in Samples(name).Select(e => e.Sample))
        {
            var changed = Mask.OfChanges(sample.Input, sample.Target);
            Assert.True(changed.Count >= 0.008 * Size * Size, sample.Instruction);
            // The region of contours is the boxes around the objects; the rest of the picture turns black all the same.
            if (name != "contour")
                Assert.Equal(changed.Pixels, sample.Region.Pixels);
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Sample_HeldOut_IsPhrasedAsTrainingNeverIs(string name)
    {
        var (seen, heldOut) = (new WorldDataset(5, 16), new WorldDataset(5, 16, heldOut: true));
        bool Pleads(WorldDataset world, int index) =>
            world.Sample(index, UnseenTasks.Named(name)).Instruction.StartsWith("please", StringComparison.Ordinal);
        Assert.DoesNotContain(Enumerable.Range(0, 100), i => Pleads(seen, i));
        Assert.All(Enumerable.Range(0, 20), i => Assert.True(Pleads(heldOut, i)));
        Assert.True(Samples(name).Select(e => e.Sample.Instruction).Distinct().Count() >= 5);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Sample_OfATask_ShowsScenesThatNoOtherTaskShows(string name)
    {
        for (var i = 0; i < 3; i++)
        {
            var shown = World.Edit(i, UnseenTasks.Named(name)).Input.Frame.Color;
            Assert.All(WorldTasks.All.Where(t => t.Name != name), other => Assert.NotEqual(shown, World.Edit(i, other).Input.Frame.Color));
        }
    }

    // Sizes that 4 does not divide, too.
    [Theory]
    [InlineData(16)]
    [InlineData(30)]
    [InlineData(129)]
    public void Sample_OfAnySize_IsDrawn(int size) =>
        Assert.All(UnseenTasks.All, task => Assert.Equal(size, new WorldDataset(2, size).Sample(0, task).Target.Width));

    [Fact]
    public void Sample_Mirror_OfTheMirrorImageIsThePicture()
    {
        foreach (var sample in Samples("mirror").Select(e => e.Sample))
            for (var y = 0; y < Size; y++)
                for (var x = 0; x < Size; x++)
                    Assert.Equal(Pixel(sample.Input, x, y), Pixel(sample.Target, Size - 1 - x, y));
    }

    [Fact]
    public void Sample_SuperResolution_KeepsWhatIsCoarseAndLosesWhatIsFine()
    {
        foreach (var sample in Samples("super-resolution").Select(e => e.Sample))
        {
            // Means of 16 x 16 differ by what the interpolation draws in from the blocks around:
            // less than 4 of 255 on average, 12 at most.
            var off = Blocks(sample.Input, 16).Zip(Blocks(sample.Target, 16), (a, b) => Math.Abs(a - b)).ToList();
            Assert.True(off.Average() < 4 && off.Max() < 12, $"{off.Average()} {off.Max()}");
            Assert.True(Roughness(sample.Input) < 0.6 * Roughness(sample.Target), $"{Roughness(sample.Input)} {Roughness(sample.Target)}");
        }
    }

    [Fact]
    public void Sample_Inpainting_HasAColorInItsHoleThatIsNowhereElse()
    {
        foreach (var sample in Samples("inpainting").Select(e => e.Sample))
        {
            Assert.InRange(sample.Region.Count, 0.02 * Size * Size, 0.17 * Size * Size);
            for (var i = 0; i < sample.Region.Pixels.Length; i++)
            {
                if (sample.Region.Pixels[i] != 0)
                    Assert.Equal(0, FromMagenta(sample.Input, i));
                Assert.True(FromMagenta(sample.Target, i) > 80);
            }
        }
    }

    [Fact]
    public void Sample_Inpainting_HidesNoObjectByMoreThanHalf()
    {
        foreach (var edit in Samples("inpainting"))
            for (var o = 0; o < edit.Target.Scene.Objects.Count; o++)
            {
                var mask = edit.Target.Frame.MaskOf(o);
                Assert.True(
                    2 * Enumerable.Range(0, mask.Pixels.Length).Count(i => (mask.Pixels[i] & edit.Sample.Region.Pixels[i]) != 0)
                        <= mask.Count
                );
            }
    }

    [Fact]
    public void Sample_Contour_IsWhiteWhereAnObjectEndsAndBlackElsewhere()
    {
        foreach (var edit in Samples("contour"))
            for (var y = 1; y < Size - 1; y++)
                for (var x = 1; x < Size - 1; x++)
                {
                    int[] around = [Id(x, y), Id(x - 1, y), Id(x + 1, y), Id(x, y - 1), Id(x, y + 1)];
                    var ends = around.Any(id => id >= 0) && around.Distinct().Count() > 1;
                    Assert.Equal(ends ? (255, 255, 255) : (0, 0, 0), Pixel(edit.Sample.Target, x, y));
                    Assert.True(!ends || edit.Sample.Region[x, y]);

                    int Id(int x, int y) => edit.Target.Frame.Ids[y * Size + x];
                }
    }

    [Fact]
    public void Sample_AddAndDetect_FramesWhatItAdded()
    {
        foreach (var edit in Samples("add-and-detect"))
        {
            Assert.Equal(edit.Input.Scene.Objects.Count + 1, edit.Target.Scene.Objects.Count);
            var box = Annotations.Framed(Box.Of(edit.Target.Frame.MaskOf(edit.Input.Scene.Objects.Count)), Size);
            Assert.Equal((255, 0, 160), Pixel(edit.Sample.Target, box.Left, box.Top));
            Assert.Equal((255, 0, 160), Pixel(edit.Sample.Target, box.Right - 1, box.Bottom - 1));
            Assert.Equal(edit.Target.Scene.Objects[^1].Name, edit.Sample.EditedObject);
        }
    }

    [Fact]
    public void Sample_GreyBut_KeepsTheNamedObjectAndGreysTheRest()
    {
        foreach (var edit in Samples("grey-but"))
        {
            var kept = edit.Input.Frame.MaskOf(edit.Input.Scene.Objects.ToList().FindIndex(o => o.Name == edit.Sample.EditedObject));
            for (var y = 0; y < Size; y++)
                for (var x = 0; x < Size; x++)
                {
                    var (red, green, blue) = Pixel(edit.Sample.Target, x, y);
                    Assert.True(kept[x, y] ? (red, green, blue) == Pixel(edit.Sample.Input, x, y) : red == green && green == blue);
                }
        }
    }

    [Fact]
    public void Edit_GreyBut_CanBeDoneToAnotherObject() =>
        Assert.Contains(
            Samples("grey-but"),
            e => e.OnAnotherObject() is { } other && Mask.OfChanges(other.Picture, e.Sample.Target).Count > 0
        );

    [Fact]
    public void Named_Unknown_SaysWhichThereAre()
    {
        Assert.Equal("add", WorldTasks.Named("add").Name);
        Assert.Contains("mirror", Assert.Throws<InvalidInputException>(() => UnseenTasks.Named("add")).Message);
        Assert.Contains("grey-but", Assert.Throws<InvalidInputException>(() => WorldTasks.Named("dance")).Message);
        Assert.Contains("'dance'", Assert.Throws<InvalidInputException>(() => World.Sample(0, new EditTask("dance", "own", ""))).Message);
    }

    private static IEnumerable<TrueEdit> Samples(string task) =>
        Enumerable.Range(0, Drawn).Select(i => World.Edit(i, UnseenTasks.Named(task)));

    private static (int Red, int Green, int Blue) Pixel(Image image, int x, int y) =>
        (image.Pixels[image.Offset(x, y)], image.Pixels[image.Offset(x, y) + 1], image.Pixels[image.Offset(x, y) + 2]);

    /// <summary>The largest difference of a channel to magenta, 0 to 255.</summary>
    private static int FromMagenta(Image image, int i) =>
        Math.Max(Math.Max(255 - image.Pixels[3 * i], image.Pixels[3 * i + 1]), 255 - image.Pixels[3 * i + 2]);

    private static IEnumerable<double> Blocks(Image image, int side) =>
        Enumerable
            .Range(0, image.Pixels.Length)
            .GroupBy(i => (i % 3, i / 3 % image.Width / side, i / 3 / image.Width / side))
            .OrderBy(g => g.Key)
            .Select(g => g.Average(i => (double)image.Pixels[i]));

    /// <summary>Mean squared difference of neighbours in a row.</summary>
    private static double Roughness(Image image) =>
        Enumerable
            .Range(0, image.Pixels.Length - 3)
            .Where(i => i / 3 % image.Width < image.Width - 1)
            .Average(i => Math.Pow(image.Pixels[i] - image.Pixels[i + 3], 2));
}
