using EmuEdit.Core;
using EmuEdit.Networks;

namespace EmuEdit.Training.Data;

/// <summary>An image and its caption.</summary>
/// <param name="Picture">The image, square.</param>
/// <param name="Caption">The caption, one sentence.</param>
public sealed record CaptionedImage(Image Picture, string Caption)
{
    /// <summary>The objects that the caption names, with the caption's words for each. Default null: unknown.</summary>
    public IReadOnlyList<AnnotatedObject>? Objects { get; init; }
}

/// <summary>A batch of images [B, 3, S, S] on [-1, 1] with the token ids [B, L] of their captions.</summary>
internal sealed record CaptionBatch(int Count, float[] Pictures, long[] Ids)
{
    /// <summary>
    /// Number of tokens of an object's name that are used, from the first on: size, colour,
    /// material and kind of a solid.
    /// </summary>
    public const int NameLength = 4;

    // Share of a cell that an object must cover for the cell to be named after it.
    private const double LeastCover = 0.25;

    /// <summary>
    /// Name of the object that each cell shows, as in the caption: token ids [B, <see cref="NameLength"/>,
    /// h, w], padded like texts. A cell without a named object has only padding.
    /// </summary>
    public required long[] Names { get; init; }

    /// <summary>1 for each image whose names are known, else 0; [B].</summary>
    public required float[] Known { get; init; }

    /// <summary>Lays out images as a batch.</summary>
    /// <exception cref="InvalidInputException">An image has another size.</exception>
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

        // The first token of a text is its start token.
        void Name(IEnumerable<int> shown, string phrase)
        {
            var tokens = tokenize(phrase)[1..(1 + NameLength)];
            foreach (var c in shown)
                for (var word = 0; word < NameLength; word++)
                    names[word * cells + c] = tokens[word];
        }
    }
}
