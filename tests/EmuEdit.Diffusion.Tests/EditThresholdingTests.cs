using EmuEdit.Core;

namespace EmuEdit.Diffusion.Tests;

public sealed class EditThresholdingTests
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 3, 4)]
    [InlineData(7, 5, 0)]
    [InlineData(11, 40, 1)]
    [InlineData(64, 64, 2)]
    [InlineData(129, 33, 3)]
    [InlineData(200, 17, 4)]
    public void Apply_AnyPicture_EqualsTheScalarReferenceByteForByte(int width, int height, int radius)
    {
        foreach (var alpha in new[] { 0f, 0.01f, 0.03f, 0.5f, 1f })
            foreach (var strength in new[] { 1, 8, 255 })
            {
                var (old, edited) = Pictures(width, height, strength);
                var expected = Reference(old, edited, alpha, radius);
                var actual = EditThresholding.Apply(old, edited, alpha, radius);
                Assert.Equal(expected.Image.Pixels, actual.Image.Pixels);
                Assert.Equal(expected.Changes.Pixels, actual.Changes.Pixels);
            }
    }

    [Fact]
    public void Apply_LargestDifferenceAndRadius_DoesNotOverflow()
    {
        var edited = new Image(40, 40, [.. Enumerable.Repeat((byte)255, 3 * 40 * 40)]);
        Assert.Equal(edited.Pixels, EditThresholding.Apply(new Image(40, 40), edited, 1f, EditThresholding.MaxRadius).Image.Pixels);
    }

    [Fact]
    public void Apply_FaintNoiseEverywhereAndOneRealEdit_KeepsAllButTheEditsSurroundings()
    {
        var (old, edited) = Pictures(64, 64, strength: 2);
        for (var y = 20; y < 30; y++)
            edited.Pixels.AsSpan(edited.Offset(20, y), 30).Fill((byte)(old.Pixels[old.Offset(20, y)] ^ 0x80));

        var result = EditThresholding.Apply(old, edited);

        for (var y = 0; y < 64; y++)
            for (var x = 0; x < 64; x++)
            {
                var inside = x is >= 20 and < 30 && y is >= 20 and < 30;
                var near = x is >= 18 and < 32 && y is >= 18 and < 32;
                Assert.True(result.Changes[x, y] ? near : !inside, $"pixel {x}, {y}");
            }
    }

    [Fact]
    public void Apply_OverManyTurnsOfNoise_NeverDrifts()
    {
        var first = Pictures(32, 32, 2).Old;
        var current = first;
        for (var turn = 0; turn < 10; turn++)
        {
            var noise = new CounterRandom(turn, 7);
            var edited = new Image(32, 32, [.. current.Pixels.Select(p => (byte)Math.Clamp(p + noise.Next(5) - 2, 0, 255))]);
            current = EditThresholding.Apply(current, edited).Image;
        }
        Assert.Equal(first.Pixels, current.Pixels);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-0.01f)]
    [InlineData(1.01f)]
    public void Apply_AlphaOutOfRange_SaysTheRange(float alpha) =>
        Assert.Contains("0 to 1", Assert.Throws<InvalidInputException>(() => EditThresholding.Apply(new(2, 2), new(2, 2), alpha)).Message);

    [Fact]
    public void Apply_SizesDiffer_SaysBoth() =>
        Assert.Contains("2 x 3", Assert.Throws<InvalidInputException>(() => EditThresholding.Apply(new(2, 2), new(2, 3))).Message);

    private static (Image Old, Image Edited) Pictures(int width, int height, int strength)
    {
        var random = new CounterRandom(width * 1000 + height, strength);
        var old = new Image(width, height);
        var edited = new Image(width, height);
        for (var i = 0; i < old.Pixels.Length; i++)
        {
            old.Pixels[i] = (byte)random.Next(256);
            edited.Pixels[i] = (byte)Math.Clamp(old.Pixels[i] + random.Next(2 * strength + 1) - strength, 0, 255);
        }
        return (old, edited);
    }

    /// <summary>Equation 4 as it is written, pixel by pixel.</summary>
    private static ThresholdedEdit Reference(Image old, Image edited, float alpha, int radius)
    {
        var result = new ThresholdedEdit(old.Clone(), new Mask(old.Width, old.Height));
        for (var y = 0; y < old.Height; y++)
            for (var x = 0; x < old.Width; x++)
            {
                var sum = 0;
                for (var dy = -radius; dy <= radius; dy++)
                    for (var dx = -radius; dx <= radius; dx++)
                        sum += Difference(Math.Clamp(x + dx, 0, old.Width - 1), Math.Clamp(y + dy, 0, old.Height - 1));
                var mean = sum / (255.0 * (2 * radius + 1) * (2 * radius + 1));
                if (mean < alpha)
                    continue;
                result.Changes[x, y] = true;
                edited.Pixels.AsSpan(edited.Offset(x, y), 3).CopyTo(result.Image.Pixels.AsSpan(old.Offset(x, y)));
            }
        return result;

        int Difference(int x, int y)
        {
            var at = old.Offset(x, y);
            return Enumerable.Range(at, 3).Sum(i => Math.Abs(edited.Pixels[i] - old.Pixels[i]));
        }
    }
}
