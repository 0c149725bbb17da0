using EmuEdit.Core;

namespace EmuEdit.World.Rendering;

/// <summary>The renderer's data for each pixel, row by row from the top; size x size.</summary>
public sealed class Frame
{
    internal const int Sky = -2, Ground = -1, Backdrop = -3;

    internal Frame(int size)
    {
        Size = size;
        (Color, Lit, Normals) = (new Vec[size * size], new float[size * size], new Vec[size * size]);
        (Depth, Ids) = (new float[size * size], new int[size * size]);
    }

    /// <summary>Side in pixels.</summary>
    public int Size { get; }

    /// <summary>Colours in linear RGB.</summary>
    public Vec[] Color { get; }

    /// <summary>Brightness of the incoming light, 0 in the dark, about 1 in the sun.</summary>
    public float[] Lit { get; }

    /// <summary>Distance from the camera in metres; infinity for sky and backdrop.</summary>
    public float[] Depth { get; }

    /// <summary>Surface normal in world axes (x right, y up, z away); zero for sky and backdrop.</summary>
    public Vec[] Normals { get; }

    /// <summary>Index of the object in the scene; -1 ground, -2 sky, -3 backdrop.</summary>
    public int[] Ids { get; }

    /// <summary>Returns the exact mask of an object's visible pixels.</summary>
    public Mask MaskOf(int objectIndex)
    {
        var mask = new Mask(Size, Size);
        for (var i = 0; i < Ids.Length; i++)
            mask.Pixels[i] = Ids[i] == objectIndex ? (byte)255 : (byte)0;
        return mask;
    }

    /// <summary>Returns the image: gamma 2 (a square root, exact on every machine), 8 bits.</summary>
    public Image ToImage() => Painted(i => Color[i]);

    /// <summary>Makes an image pixel by pixel from linear colours.</summary>
    internal Image Painted(Func<int, Vec> colorOf)
    {
        var image = new Image(Size, Size);
        for (var i = 0; i < Color.Length; i++)
        {
            var c = colorOf(i);
            (image.Pixels[3 * i], image.Pixels[3 * i + 1], image.Pixels[3 * i + 2]) = (Encode(c.X), Encode(c.Y), Encode(c.Z));
        }
        return image;
    }

    /// <summary>Whether the pixel to the right or below belongs to another object or surface.</summary>
    internal bool IsEdge(int i)
    {
        var (x, y) = (i % Size, i / Size);
        return x + 1 < Size && Differ(i, i + 1) || y + 1 < Size && Differ(i, i + Size);
    }

    private bool Differ(int i, int j) => Ids[i] != Ids[j] || Vec.Dot(Normals[i], Normals[j]) is > -1 and < 0.5f && Ids[i] >= 0;

    private static byte Encode(float linear) => (byte)(255 * MathF.Sqrt(Math.Clamp(linear, 0, 1)) + 0.5f);
}
