using EmuEdit.Core;

namespace EmuEdit.TestKit;

public static class Pictures
{
    /// <summary>Three slopes with a grid over them: a picture of any size whose file is small.</summary>
    public static Image Slopes(int width, int height)
    {
        var image = new Image(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                    image.Pixels[image.Offset(x, y) + c] =
                        x % 100 == 0 || y % 100 == 0
                            ? (byte)0
                            : (byte)(
                                255
                                * (
                                    c == 0 ? x
                                    : c == 1 ? y
                                    : x + y
                                )
                                / (width + height)
                            );
        return image;
    }
}
