using EmuEdit.Core;
using EmuEdit.Training.Data;

namespace EmuEdit.Training.Annotators;

/// <summary>
/// A batch of images [B, 3, S, S] on [-1, 1] with their depth [B, S, S], and the same number of queries
/// Q per image. Queries have token ids [B Q, L], presence [B Q], a box [B Q, 4] (left, top, right,
/// bottom, as shares of the side) and a mask [B Q, 1, S, S]. Box and mask of an absent object are zero.
/// </summary>
internal sealed class AnnotationBatch
{
    private AnnotationBatch(
        IReadOnlyList<AnnotatedImage> samples,
        int size,
        IReadOnlyList<(string Phrase, AnnotatedObject? Object)> queries,
        Func<string, long[]> tokenize
    )
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

    /// <summary>The queries as text, image by image.</summary>
    public IReadOnlyList<(string Phrase, AnnotatedObject? Object)> Queries { get; }

    public int QueriesPerPicture => Queries.Count / Samples.Count;

    public float[] Pictures { get; }

    public float[] Depth { get; }

    public long[] Ids { get; }

    public float[] Present { get; }

    public float[] Boxes { get; }

    public float[] Masks { get; }

    /// <summary>Lays out images as a batch.</summary>
    /// <param name="samples">The images, at least one, of side <paramref name="size"/>.</param>
    /// <param name="size">Side of an image in pixels.</param>
    /// <param name="present">
    /// Queries per image for objects that are present. If an image has fewer phrases, some repeat.
    /// </param>
    /// <param name="absent">Queries per image for objects that are absent.</param>
    /// <param name="tokenize">Returns a phrase's token ids, all of one length.</param>
    /// <exception cref="InvalidInputException">An image has another size.</exception>
    public static AnnotationBatch Of(
        IReadOnlyList<AnnotatedImage> samples,
        int size,
        int present,
        int absent,
        Func<string, long[]> tokenize
    )
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

    // Every object comes once before one repeats, then with its next phrase.
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

    private static float[] Edges(Box box, int size) =>
        [(float)box.Left / size, (float)box.Top / size, (float)box.Right / size, (float)box.Bottom / size];
}
