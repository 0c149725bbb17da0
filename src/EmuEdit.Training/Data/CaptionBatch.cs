using EmuEdit.Core;
using EmuEdit.Networks;

namespace EmuEdit.Training.Data;

/// <summary>Pictures [B, 3, S, S] on [-1, 1] and the token ids [B, L] of their captions.</summary>
internal sealed record CaptionBatch(int Count, float[] Pictures, long[] Ids)
{
    /// <summary>Tokens of a thing's name that count, the first ones: size, colour, material and kind of a solid.</summary>
    public const int NameLength = 4;

    // A thing must cover that share of a cell to be what the cell shows.
    private const double LeastCover = 0.25;

    /// <summary>The name of what each cell shows as its caption has it, token ids [B, <see cref="NameLength"/>, h, w], padded like texts, so that a cell that shows nothing with a name has padding alone.</summary>
    public required long[] Names { get; init; }

    /// <summary>For which pictures names are known, [B].</summary>
    public required float[] Known { get; init; }

    /// <summary>Lays out pictures.</summary>
    /// <exception cref="InvalidInputException">A picture has another size.</exception>
    public static CaptionBatch Of(IReadOnlyList<CaptionedImage> pairs, int size, Func<string, long[]> tokenize)
    {
        var batch = new CaptionBatch(pairs.Count, new float[pairs.Count * 3 * size * size], [.. pairs.SelectMany(p => tokenize(p.Caption))])
        {
            Names = [.. pairs.SelectMany(p => NamesOf(p.Objects ?? [], size / EditNetworkOptions.Grid, tokenize))],
            Known = [.. pairs.Select(p => p.Objects is null ? 0f : 1)],
        };
        for (var i = 0; i < pairs.Count; i++)
        {
            EditBatch.CheckSize(pairs[i].Picture, size);
            EditBatch.Planes(pairs[i].Picture, batch.Pictures.AsSpan(i * 3 * size * size, 3 * size * size));
        }
        return batch;
    }

    private static long[] NamesOf(IReadOnlyList<AnnotatedObject> objects, int cell, Func<string, long[]> tokenize)
    {
        var cells = EditNetworkOptions.Grid * EditNetworkOptions.Grid;
        var (names, covered) = (new long[NameLength * cells], new int[cells]);
        Name(Enumerable.Range(0, cells), "");
        foreach (var thing in objects)
        {
            var cover = new int[cells];
            for (var i = 0; i < thing.Mask.Pixels.Length; i++)
                if (thing.Mask.Pixels[i] != 0)
                    cover[i / thing.Mask.Width / cell * EditNetworkOptions.Grid + i % thing.Mask.Width / cell]++;
            var shown = Enumerable.Range(0, cells).Where(c => cover[c] >= LeastCover * cell * cell && cover[c] > covered[c]).ToList();
            shown.ForEach(c => covered[c] = cover[c]);
            Name(shown, thing.Phrases[0]);
        }
        return names;

        // The first token of a text is its start.
        void Name(IEnumerable<int> shown, string phrase)
        {
            var tokens = tokenize(phrase)[1..(1 + NameLength)];
            foreach (var c in shown)
                for (var word = 0; word < NameLength; word++)
                    names[word * cells + c] = tokens[word];
        }
    }
}
