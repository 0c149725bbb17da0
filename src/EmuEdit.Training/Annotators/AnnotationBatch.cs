using EmuEdit.Core;
using EmuEdit.Training.Data;

namespace EmuEdit.Training.Annotators;

/// <summary>
/// Pictures [B, 3, S, S] on [-1, 1] with their depth [B, S, S], and of each the same number of queries: token ids [B Q, L], whether the thing is there [B Q], and where it is, its box [B Q, 4] as
/// left, top, right, bottom in shares of the side, and its mask [B Q, 1, S, S]; what is not there has neither.
/// </summary>
internal sealed class AnnotationBatch
{
    private AnnotationBatch(IReadOnlyList<AnnotatedImage> samples, int size, IReadOnlyList<(string Phrase, AnnotatedObject? Object)> queries, Func<string, long[]> tokenize)
    {
        (Samples, Queries) = (samples, queries);
        Pictures = new float[samples.Count * 3 * size * size];
        Depth = [.. samples.SelectMany(s => s.Depth)];
        Ids = [.. queries.SelectMany(q => tokenize(q.Phrase))];
        Present = [.. queries.Select(q => q.Object is null ? 0f : 1)];
        Boxes = [.. queries.SelectMany(q => Edges(q.Object?.Box ?? default, size))];
        Masks = new float[queries.Count * size * size];
    }

    public IReadOnlyList<AnnotatedImage> Samples { get; }

    /// <summary>The queries in words, those of one picture after the other.</summary>
    public IReadOnlyList<(string Phrase, AnnotatedObject? Object)> Queries { get; }

    public int QueriesPerPicture => Queries.Count / Samples.Count;

    public float[] Pictures { get; }

    public float[] Depth { get; }

    public long[] Ids { get; }

    public float[] Present { get; }

    public float[] Boxes { get; }

    public float[] Masks { get; }

    /// <summary>Lays out pictures.</summary>
    /// <param name="samples">At least one; of side <paramref name="size"/>.</param>
    /// <param name="size">Side of a picture in pixels.</param>
    /// <param name="present">Queries a picture of what is there; of a picture with fewer phrases some come twice.</param>
    /// <param name="absent">Queries a picture of what is not.</param>
    /// <param name="tokenize">A phrase's token ids, all of one length.</param>
    /// <exception cref="InvalidInputException">A picture has another size.</exception>
    public static AnnotationBatch Of(IReadOnlyList<AnnotatedImage> samples, int size, int present, int absent, Func<string, long[]> tokenize)
    {
        var batch = new AnnotationBatch(samples, size, [.. samples.SelectMany(s => QueriesOf(s, present, absent))], tokenize);
        for (var i = 0; i < samples.Count; i++)
        {
            EditBatch.CheckSize(samples[i].Picture, size);
            EditBatch.Planes(samples[i].Picture, batch.Pictures.AsSpan(i * 3 * size * size, 3 * size * size));
        }
        for (var q = 0; q < batch.Queries.Count; q++)
            if (batch.Queries[q].Object is { } found)
                for (var p = 0; p < size * size; p++)
                    batch.Masks[q * size * size + p] = found.Mask.Pixels[p] != 0 ? 1 : 0;
        return batch;
    }

    // Every object once before one comes again, by its next phrase then.
    private static IEnumerable<(string, AnnotatedObject?)> QueriesOf(AnnotatedImage s, int present, int absent)
    {
        for (var i = 0; i < present; i++)
        {
            var found = s.Objects[i % s.Objects.Count];
            yield return (found.Phrases[i / s.Objects.Count % found.Phrases.Count], found);
        }
        for (var i = 0; i < absent; i++)
            yield return (s.Absent[i % s.Absent.Count], null);
    }

    private static float[] Edges(Box box, int size) => [(float)box.Left / size, (float)box.Top / size, (float)box.Right / size, (float)box.Bottom / size];
}
