using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>Pictures [B, 3, S, S] on [-1, 1] and the token ids [B, L] of their captions.</summary>
internal sealed record CaptionBatch(int Count, float[] Pictures, long[] Ids)
{
    /// <summary>Lays out pictures.</summary>
    /// <exception cref="InvalidInputException">A picture has another size.</exception>
    public static CaptionBatch Of(IReadOnlyList<CaptionedPicture> pairs, int size, Func<string, long[]> tokenize)
    {
        var batch = new CaptionBatch(pairs.Count, new float[pairs.Count * 3 * size * size], [.. pairs.SelectMany(p => tokenize(p.Caption))]);
        for (var i = 0; i < pairs.Count; i++)
        {
            EditBatch.CheckSize(pairs[i].Picture, size);
            EditBatch.Planes(pairs[i].Picture, batch.Pictures.AsSpan(i * 3 * size * size, 3 * size * size));
        }
        return batch;
    }
}
