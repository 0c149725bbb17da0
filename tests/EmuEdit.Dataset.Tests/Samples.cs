using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

/// <summary>Small samples of noise, each told by its index.</summary>
internal static class Samples
{
    public const int Size = 8;

    public static EditSample Of(long index, int size = Size)
    {
        var random = new CounterRandom(1, index);
        var region = new Mask(size, size);
        region.Pixels.AsSpan(0, random.Next(region.Pixels.Length)).Fill(255);
        return new(
            Noise(random, size),
            $"make \"{index}\" ü",
            Noise(random, size),
            EditTask.All[(int)(index % 16)],
            region,
            $"a {index}",
            $"b {index}",
            index % 2 == 0 ? null : "cube"
        );
    }

    /// <summary>Writes shards of <paramref name="perShard"/> samples into the folder.</summary>
    public static void Write(TemporaryFolder folder, int count, int perShard)
    {
        for (var first = 0; first < count; first += perShard)
            ShardWriter.Write(folder[ShardWriter.FileName("noise", first / perShard)], Range(first, Math.Min(perShard, count - first)));
    }

    public static IEnumerable<KeyValuePair<string, EditSample>> Range(int first, int count) =>
        Enumerable.Range(first, count).Select(i => KeyValuePair.Create($"{i:0000}", Of(i)));

    /// <summary>A pair that passes one filter, and a second one if it is kept.</summary>
    public static JudgedPair Pair(long index, bool kept = true)
    {
        var origin = new PairOrigin("add", "drawn", 7, index, Candidate: 1)
        {
            Mask = "box",
            Presence = 0.7f,
            Steps = 12,
            Guidance = 7.5f,
            SelfAttention = 0.3f,
        };
        var last = new FilterResult("clip-text", kept, 0.2 + index, kept ? null : $"similarity {index} is below 0.25 for 'a {index}'");
        return new(
            new(Of(index), origin),
            new([new("presence", true, double.PositiveInfinity), last]) { Reassigned = index % 3 == 0 ? EditTask.Named("remove") : null }
        );
    }

    public static IEnumerable<KeyValuePair<string, JudgedPair>> Pairs(int first, int count, bool kept = true) =>
        Enumerable.Range(first, count).Select(i => KeyValuePair.Create($"{i:0000}", Pair(i, kept)));

    private static Image Noise(CounterRandom random, int size)
    {
        var image = new Image(size, size);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)random.Next(256);
        return image;
    }
}
