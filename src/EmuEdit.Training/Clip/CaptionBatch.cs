using EmuEdit.Core;
using EmuEdit.Training.Data;

namespace EmuEdit.Training.Clip;

/// <summary>Pictures [B, 3, S, S] on [-1, 1] and the token ids [B, L] of their captions.</summary>
internal sealed record CaptionBatch(int Count, float[] Pictures, long[] Ids)
{
    /// <summary>Two pairs a sample: inputs, then targets.</summary>
    /// <exception cref="InvalidInputException">A picture has another size.</exception>
    public static CaptionBatch Of(IReadOnlyList<EditSample> samples, int size, Func<string, long[]> tokenize)
    {
        var pairs = samples.Select(s => (Picture: s.Input, Caption: s.InputCaption)).Concat(samples.Select(s => (Picture: s.Target, Caption: s.OutputCaption))).ToArray();
        var batch = new CaptionBatch(pairs.Length, new float[pairs.Length * 3 * size * size], [.. pairs.SelectMany(p => tokenize(p.Caption))]);
        for (var i = 0; i < pairs.Length; i++)
        {
            EditBatch.CheckSize(pairs[i].Picture, size);
            EditBatch.Planes(pairs[i].Picture, batch.Pictures.AsSpan(i * 3 * size * size, 3 * size * size));
        }
        return batch;
    }
}
