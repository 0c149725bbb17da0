using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>Pictures [B, 3, S, S] on [-1, 1] and the token ids [B, L] of their captions.</summary>
internal sealed record CaptionBatch(int Count, float[] Pictures, long[] Ids)
{
    /// <summary>Where the things are that captions name, [B, 1, S, S]; 0 where that is not known.</summary>
    public required float[] Objects { get; init; }

    /// <summary>For which pictures that is known, [B].</summary>
    public required float[] Known { get; init; }

    /// <summary>Lays out pictures.</summary>
    /// <exception cref="InvalidInputException">A picture has another size.</exception>
    public static CaptionBatch Of(IReadOnlyList<CaptionedPicture> pairs, int size, Func<string, long[]> tokenize)
    {
        var batch = new CaptionBatch(pairs.Count, new float[pairs.Count * 3 * size * size], [.. pairs.SelectMany(p => tokenize(p.Caption))])
        {
            Objects = [.. pairs.SelectMany(p => p.Objects is { } objects ? objects.Pixels.Select(v => v / 255f) : Enumerable.Repeat(0f, size * size))],
            Known = [.. pairs.Select(p => p.Objects is null ? 0f : 1)],
        };
        for (var i = 0; i < pairs.Count; i++)
        {
            EditBatch.CheckSize(pairs[i].Picture, size);
            EditBatch.Planes(pairs[i].Picture, batch.Pictures.AsSpan(i * 3 * size * size, 3 * size * size));
        }
        return batch;
    }
}
