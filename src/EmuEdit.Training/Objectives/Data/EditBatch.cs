using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>
/// Samples laid out for the network: images [B, 3, S, S] on [-1, 1], regions [B, 1, S, S] of 0 and
/// 1, token ids [B, L], task indices [B].
/// </summary>
internal sealed class EditBatch
{
    private EditBatch(IReadOnlyList<EditSample> samples, int size, int length, Func<EditTask, int> rowOf)
    {
        Samples = samples;
        Inputs = new float[samples.Count * 3 * size * size];
        Targets = new float[Inputs.Length];
        Regions = new float[samples.Count * size * size];
        Ids = new long[samples.Count * length];
        Tasks = [.. samples.Select(s => (long)rowOf(s.Task))];
    }

    public IReadOnlyList<EditSample> Samples { get; }

    public float[] Inputs { get; }

    public float[] Targets { get; }

    public float[] Regions { get; }

    public long[] Ids { get; }

    public long[] Tasks { get; }

    /// <summary>Lays out samples as a batch.</summary>
    /// <param name="samples">The samples, at least one, with images of side <paramref name="size"/>.</param>
    /// <param name="size">Side of an image in pixels.</param>
    /// <param name="tokenize">Returns an instruction's token ids, all of one length.</param>
    /// <param name="rowOf">Returns the row of a task in the embedding table; throws for a task without one.</param>
    /// <exception cref="InvalidInputException">An image has another size.</exception>
    public static EditBatch Of(IReadOnlyList<EditSample> samples, int size, Func<string, long[]> tokenize, Func<EditTask, int> rowOf)
    {
        var ids = samples.Select(s => tokenize(s.Instruction)).ToArray();
        var batch = new EditBatch(samples, size, ids[0].Length, rowOf);
        for (var i = 0; i < samples.Count; i++)
        {
            CheckSize(samples[i].Input, size);
            CheckSize(samples[i].Target, size);
            Planes(samples[i].Input, batch.Inputs.AsSpan(i * 3 * size * size, 3 * size * size));
            Planes(samples[i].Target, batch.Targets.AsSpan(i * 3 * size * size, 3 * size * size));
            for (var p = 0; p < size * size; p++)
                batch.Regions[i * size * size + p] = samples[i].Region.Pixels[p] != 0 ? 1 : 0;
            ids[i].CopyTo(batch.Ids, i * ids[0].Length);
        }
        return batch;
    }

    /// <summary>Converts an image's bytes to three planes on [-1, 1].</summary>
    public static void Planes(Image image, Span<float> planes)
    {
        var area = image.Width * image.Height;
        for (var p = 0; p < area; p++)
            for (var c = 0; c < 3; c++)
                planes[c * area + p] = image.Pixels[3 * p + c] / 127.5f - 1;
    }

    /// <summary>Converts three planes on [-1, 1] to an image, with clamping.</summary>
    public static Image Image(ReadOnlySpan<float> planes, int size)
    {
        var image = new Image(size, size);
        for (var p = 0; p < size * size; p++)
            for (var c = 0; c < 3; c++)
                image.Pixels[3 * p + c] = (byte)Math.Clamp(MathF.Round((planes[c * size * size + p] + 1) * 127.5f), 0, 255);
        return image;
    }

    /// <summary>Checks that the sides of an image are <paramref name="size"/>.</summary>
    /// <exception cref="InvalidInputException">The image has another size.</exception>
    public static void CheckSize(Image picture, int size)
    {
        if (picture.Width != size || picture.Height != size)
            throw new InvalidInputException(
                $"a training picture of {picture.Width} x {picture.Height}",
                $"{size} x {size}, the size of the model"
            );
    }
}
