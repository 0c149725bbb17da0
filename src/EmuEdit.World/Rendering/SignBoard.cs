using EmuEdit.World.Scenes;

namespace EmuEdit.World.Rendering;

/// <summary>The board of a sign and the letters on it.</summary>
internal static class SignBoard
{
    private const int GlyphWidth = 3, GlyphHeight = 5;
    private const float Cell = 0.155f;

    /// <summary>The board's centre relative to the foot of the post, in metres.</summary>
    public static Vec Centre { get; } = new(0, 1.65f, -0.1f);

    /// <summary>Half the board's size, in metres.</summary>
    public static Vec Half { get; } = new(1.3f, 0.55f, 0.06f);

    /// <summary>Each letter as five rows of three cells, from the top, with the left cell in the highest bit.</summary>
    private static readonly Dictionary<char, int[]> Glyphs = new()
    {
        ['A'] = [2, 5, 7, 5, 5],
        ['B'] = [6, 5, 6, 5, 6],
        ['C'] = [3, 4, 4, 4, 3],
        ['E'] = [7, 4, 6, 4, 7],
        ['F'] = [7, 4, 6, 4, 4],
        ['G'] = [3, 4, 5, 5, 3],
        ['H'] = [5, 5, 7, 5, 5],
        ['I'] = [7, 2, 2, 2, 7],
        ['L'] = [4, 4, 4, 4, 7],
        ['M'] = [5, 7, 7, 5, 5],
        ['N'] = [5, 7, 7, 7, 5],
        ['O'] = [2, 5, 5, 5, 2],
        ['P'] = [6, 5, 6, 4, 4],
        ['S'] = [3, 4, 2, 1, 6],
        ['T'] = [7, 2, 2, 2, 2],
        ['U'] = [5, 5, 5, 5, 7],
        ['X'] = [5, 5, 2, 5, 5],
        ['Y'] = [5, 5, 2, 2, 2],
        ['Z'] = [7, 1, 2, 4, 7],
    };

    /// <summary>The words that a sign can show.</summary>
    public static IReadOnlyList<string> Words { get; } =
    ["STOP", "OPEN", "SALE", "CAFE", "EXIT", "TAXI", "EMU", "ZOO", "BUS", "GO", "HI", "YES"];

    /// <summary>Returns the colour of a point of the board, given relative to the board's centre.</summary>
    public static Vec Color(SceneObject sign, Vec p, Vec board)
    {
        if (MathF.Abs(p.X) > Half.X - 0.07f || MathF.Abs(p.Y) > Half.Y - 0.07f)
            return board * 0.35f;
        return p.Z < -0.9f * Half.Z && IsInk(sign.Word, p.X, p.Y) ? Palette.Of(sign.Ink) : board;
    }

    private static bool IsInk(string word, float x, float y)
    {
        var columns = word.Length * (GlyphWidth + 1) - 1;
        var column = (int)MathF.Floor(x / Cell + columns * 0.5f);
        var row = (int)MathF.Floor(GlyphHeight * 0.5f - y / Cell);
        if (column < 0 || column >= columns || row is < 0 or >= GlyphHeight || column % (GlyphWidth + 1) == GlyphWidth)
            return false;
        return (Glyphs[word[column / (GlyphWidth + 1)]][row] >> (GlyphWidth - 1 - column % (GlyphWidth + 1)) & 1) == 1;
    }
}
