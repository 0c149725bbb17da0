using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Pairs;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

/// <summary>Pictures between two stages.</summary>
public class StageImagesTests
{
    private const string Prefix = "work/files/";

    private readonly MemoryBlobStore _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_ThenLoad_GivesThePairsBackExactly()
    {
        var (outcomes, pictures) = (Outcomes(), new StageImages(new(_store, Prefix)));
        var json = StageJson.Write(new CandidatesOutput(await pictures.SaveAsync(outcomes), 1));
        var read = StageJson.Read<CandidatesOutput>(json);
        AssertSame([.. outcomes.SelectMany(o => o.Pairs)], await pictures.LoadAsync(read.Pairs, Stop));
        Assert.Equal(outcomes.Select(o => o.Failure), read.Outcomes.Select(o => o.Failure));
        Assert.True(json.Length < 4000, "the pictures are not in the JSON");
    }

    [Fact]
    public async Task Save_Again_WritesTheSameFilesAndThoseOfSharedPicturesOnce()
    {
        var pictures = new StageImages(new(_store, Prefix));
        var first = await pictures.SaveAsync(Outcomes());
        var names = await _store.ListAsync(Prefix, Stop).ToListAsync(Stop);
        // Two samples with a picture of their own; three candidates, each with a target and a mask.
        Assert.Equal(2 + 3 * 2, names.Count);
        Assert.Equal(StageJson.Write(first).ToArray(), StageJson.Write(await pictures.SaveAsync(Outcomes())).ToArray());
        Assert.Equal(names, await _store.ListAsync(Prefix, Stop).ToListAsync(Stop));
        Assert.All(names, n => Assert.EndsWith(".png", n, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_OutputOfAnEarlierVersion_HasItsPicturesInTheJson()
    {
        var (pair, codec) = (Outcomes()[0].Pairs[0], new SkiaCodec());
        string Png(Image picture) => Convert.ToBase64String(codec.EncodePng(picture));
        var json = $$$"""
            {"outcomes": [{"pairs": [{
              "sample": {"input": "{{{Png(pair.Sample.Input)}}}", "instruction": "do it", "target": "{{{Png(
                pair.Sample.Target
            )}}}", "task": "local", "region": "{{{Png(pair.Sample.Region.ToImage())}}}",
                "input_caption": "a", "output_caption": "b", "edited_object": "ball"},
              "origin": {"recipe": "local", "source": "drawn", "seed": 7, "index": 0, "candidate": 0,
              "method": "grounded", "steps": 20, "guidance": 2, "self_attention": 0, "cross_attention": 0,
              "features": 0, "input_steps": 0, "swapped": false}}]}],
             "seconds": 1.5}
            """;
        var read = StageJson.Read<CandidatesOutput>(System.Text.Encoding.UTF8.GetBytes(json));
        AssertSame([pair], await new StageImages(new(_store, Prefix)).LoadAsync(read.Pairs, Stop));
    }

    [Fact]
    public async Task Load_FileThatIsGone_SaysWhich()
    {
        var pictures = new StageImages(new(_store, Prefix));
        var saved = await pictures.SaveAsync(Outcomes());
        await _store.DeleteAsync(Prefix + saved[0].Pairs[0].Sample.Target, Stop);
        var missing = await Assert.ThrowsAsync<Storage.MissingBlobException>(() => pictures.LoadAsync(saved[0].Pairs[0], Stop));
        Assert.Contains(saved[0].Pairs[0].Sample.Target, missing.Message, StringComparison.Ordinal);
    }

    private static List<PairOutcome> Outcomes()
    {
        var random = new Random(1);
        var (a, b) = (Picture(random), Picture(random));
        return
        [
            new([Pair(a, random, 0, 0), Pair(a, random, 0, 1)]),
            new([], new("grounding", Passed: false, 0.25, "the detector does not find it")),
            new([Pair(b, random, 2, 0)]),
        ];
    }

    private static ImagePair Pair(Image input, Random random, long index, int candidate)
    {
        var region = new Mask(24, 16);
        for (var i = 0; i < region.Pixels.Length; i++)
            region.Pixels[i] = (byte)(255 * random.Next(2));
        return new(
            new(input, "do it", Picture(random), EditTask.Named("local"), region, "a", "b", "ball"),
            new("local", PairOrigin.Generated, 7, index, candidate) { Steps = 20, Guidance = 2 }
        );
    }

    private static Image Picture(Random random)
    {
        var picture = new Image(24, 16);
        random.NextBytes(picture.Pixels);
        return picture;
    }

    private static void AssertSame(IReadOnlyList<ImagePair> expected, IReadOnlyList<ImagePair> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(
                (e.Origin, e.Sample.Instruction, e.Sample.Task, e.Sample.InputCaption, e.Sample.OutputCaption, e.Sample.EditedObject),
                (a.Origin, a.Sample.Instruction, a.Sample.Task, a.Sample.InputCaption, a.Sample.OutputCaption, a.Sample.EditedObject)
            );
            Assert.Equal(e.Sample.Input.Pixels, a.Sample.Input.Pixels);
            Assert.Equal(e.Sample.Target.Pixels, a.Sample.Target.Pixels);
            Assert.Equal(e.Sample.Region.Pixels, a.Sample.Region.Pixels);
            Assert.Equal((e.Sample.Input.Width, e.Sample.Region.Height), (a.Sample.Input.Width, a.Sample.Region.Height));
        }
    }
}
