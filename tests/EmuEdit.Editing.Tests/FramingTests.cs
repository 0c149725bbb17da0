using EmuEdit.Core;
using FsCheck;
using FsCheck.Fluent;

namespace EmuEdit.Editing.Tests;

public sealed class FramingTests
{
    private const int Size = 32;

    private static Gen<(int Width, int Height)> Sizes =>
        Gen.OneOf(Gen.Choose(1, 100), Gen.Constant(Size)).Two().Select(s => (s.Item1, s.Item2));

    [Fact]
    public void FromModel_EditThatChangesNothing_GivesTheInputByteForByte() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Sizes.ToArbitrary(),
                size =>
                {
                    var input = Noise(size.Width, size.Height);
                    var framing = new Framing(size.Width, size.Height, Size, Size);
                    var pixels = framing.ToModel(input);
                    return framing.FromModel(pixels, pixels, input).Pixels.SequenceEqual(input.Pixels);
                }
            )
        );

    [Fact]
    public void ToModel_AnySize_FillsTheSquareWithinTheInputsRange() => Check.QuickThrowOnFailure(Prop.ForAll(Sizes.ToArbitrary(), size =>
    {
        var input = Noise(size.Width, size.Height);
        var (low, high) = (input.Pixels.Min() / 127.5f - 1, input.Pixels.Max() / 127.5f - 1);
        var pixels = new Framing(size.Width, size.Height, Size, Size).ToModel(input);
        return pixels.Length == 3 * Size * Size && pixels.All(p => p >= low - 1e-4 && p <= high + 1e-4);
    }));

    [Fact]
    public void ToModel_PictureOfTheModelsSize_IsNotResampled()
    {
        var input = Noise(Size, Size);
        var pixels = new Framing(Size, Size, Size, Size).ToModel(input);
        for (var i = 0; i < Size * Size; i++)
            for (var c = 0; c < 3; c++)
                Assert.Equal(input.Pixels[3 * i + c] / 127.5f - 1, pixels[c * Size * Size + i]);
    }

    [Fact]
    public void ToModel_FourTimesTheSize_AveragesSquaresOfFour()
    {
        var input = Noise(4 * Size, 4 * Size);
        var pixels = new Framing(4 * Size, 4 * Size, Size, Size).ToModel(input);
        var mean = 0.0;
        for (var y = 0; y < 4; y++)
            for (var x = 0; x < 4; x++)
                mean += input.Pixels[input.Offset(8 + x, 4 + y) + 1] / 16.0;
        Assert.Equal(mean / 127.5 - 1, pixels[Size * Size + Size + 2], 1e-5);
    }

    [Fact]
    public void ToModel_WidePicture_RepeatsItsTopAndBottomRows()
    {
        var input = new Image(Size, Size / 2);
        for (var y = 0; y < input.Height; y++)
            input.Pixels.AsSpan(input.Offset(0, y), 3 * Size).Fill((byte)(10 * y));
        var pixels = new Framing(Size, Size / 2, Size, Size).ToModel(input);
        Assert.Equal(0f, pixels[0] + 1, 1e-5);
        Assert.Equal(0f, pixels[Size * 8] + 1, 1e-5);
        Assert.Equal(10f, (pixels[Size * 9] + 1) * 127.5f, 1e-3);
        Assert.Equal(150f, (pixels[Size * 31] + 1) * 127.5f, 1e-3);
    }

    [Theory]
    [InlineData(Size, Size)]
    [InlineData(3 * Size, 2 * Size)]
    [InlineData(7, 90)]
    public void FromModel_EditToOneColour_GivesThatColourEverywhere(int width, int height)
    {
        var input = new Image(width, height);
        var framing = new Framing(width, height, Size, Size);
        var white = Enumerable.Repeat(1f, 3 * Size * Size).ToArray();
        Assert.All(framing.FromModel(white, framing.ToModel(input), input).Pixels, p => Assert.Equal(255, p));
    }

    [Fact]
    public void FromModel_EditOfOneHalf_LeavesTheOtherHalfsBytes()
    {
        var input = Noise(3 * Size, 3 * Size);
        var framing = new Framing(input.Width, input.Height, Size, Size);
        var pixels = framing.ToModel(input);
        var edited = (float[])pixels.Clone();
        for (var i = 0; i < edited.Length; i++)
            if (i % Size >= Size / 2)
                edited[i] = -edited[i];
        var result = framing.FromModel(edited, pixels, input);
        for (var y = 0; y < input.Height; y++)
        {
            var untouched = 3 * (3 * (Size / 2 - 1));
            Assert.Equal(input.Pixels.AsSpan(input.Offset(0, y), untouched), result.Pixels.AsSpan(input.Offset(0, y), untouched));
        }
        Assert.NotEqual(input.Pixels, result.Pixels);
    }

    private static Image Noise(int width, int height)
    {
        var random = new CounterRandom(width, height);
        return new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(_ => (byte)random.Next(256))]);
    }
}
