namespace EmuEdit.Core;

/// <summary>Filters of whole images. They work on 8-bit values in sRGB, without conversion to linear light.</summary>
public static class ImageFilters
{
    /// <summary>Maps each value v to pivot + gain (v - pivot), on 0..1.</summary>
    public static Image Gain(Image image, float gain, float pivot) => EachPixel(image, c => c.Select(v => pivot + gain * (v - pivot)));

    /// <summary>Moves colours away from their grey (share over 1) or towards it (below 1).</summary>
    public static Image Saturate(Image image, float share) => EachPixel(image, c =>
    {
        var grey = 0.299f * c.R + 0.587f * c.G + 0.114f * c.B;
        return c.Select(v => grey + share * (v - grey));
    });

    /// <summary>
    /// Rotates hues by a third of the colour circle: red's value moves to green, green's to blue,
    /// blue's to red.
    /// </summary>
    public static Image RotateHue(Image image) => EachPixel(image, c => new(c.B, c.R, c.G));

    /// <summary>Replaces each pixel by the mean of its surroundings, a sixteenth of the image wide.</summary>
    public static Image Blur(Image image)
    {
        var radius = Math.Max(1, image.Width / 32);
        return Across(Across(image, radius, 1, 0), radius, 0, 1);
    }

    /// <summary>Sharpens: adds 1.5 times the difference between the image and a slightly blurred copy.</summary>
    public static Image Sharpen(Image image)
    {
        var radius = Math.Max(1, image.Width / 64);
        var soft = Across(Across(image, radius, 1, 0), radius, 0, 1);
        var sharp = image.Clone();
        for (var i = 0; i < sharp.Pixels.Length; i++)
            sharp.Pixels[i] = (byte)Math.Clamp(image.Pixels[i] + 3 * (image.Pixels[i] - soft.Pixels[i]) / 2, 0, 255);
        return sharp;
    }

    private readonly record struct Rgb(float R, float G, float B)
    {
        public Rgb Select(Func<float, float> f) => new(f(R), f(G), f(B));
    }

    private static Image EachPixel(Image image, Func<Rgb, Rgb> f)
    {
        var result = new Image(image.Width, image.Height);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            var c = f(new(image.Pixels[i] / 255f, image.Pixels[i + 1] / 255f, image.Pixels[i + 2] / 255f));
            (result.Pixels[i], result.Pixels[i + 1], result.Pixels[i + 2]) = (Byte(c.R), Byte(c.G), Byte(c.B));
        }
        return result;
    }

    private static byte Byte(float v) => (byte)(255 * Math.Clamp(v, 0, 1) + 0.5f);

    private static Image Across(Image image, int radius, int dx, int dy)
    {
        var result = new Image(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var sum = 0;
                    for (var k = -radius; k <= radius; k++)
                        sum += image.Pixels[
                            image.Offset(Math.Clamp(x + k * dx, 0, image.Width - 1), Math.Clamp(y + k * dy, 0, image.Height - 1)) + c
                        ];
                    result.Pixels[image.Offset(x, y) + c] = (byte)((2 * sum + 2 * radius + 1) / (2 * (2 * radius + 1)));
                }
        return result;
    }
}
