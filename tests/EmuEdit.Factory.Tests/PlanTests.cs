using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Factory.Tests;

public class PlanTests
{
    private static readonly BatchPlan Good = new("b", 7, 1000);

    public static TheoryData<string, string> Refused() => new(
        ("""{"count":0}""", "1 to 1000000000"),
        ("""{"count":-1}""", "1 to 1000000000"),
        ("""{"count":10000000000}""", "1 to 1000000000"),
        ("""{"count":1e40}""", "cannot be read at $.count"),
        ("""{"count":"5"}""", "cannot be read at $.count"),
        ("""{"count":5,"id":"a/b"}""", "batch id 'a/b'"),
        ("""{"count":5,"id":"../../x"}""", "batch id"),
        ("""{"count":5,"id":""}""", "batch id"),
        ("""{"count":5,"id":"A"}""", "lower-case"),
        ("""{"count":5,"id":"a\u0000b"}""", "batch id 'a?b'"),
        ("""{"count":5,"tasks":{"Magic!":1}}""", "task name 'Magic!'"),
        ("""{"count":5,"tasks":{"add":-1}}""", "weight of -1"),
        ("""{"count":5,"tasks":{"add":0}}""", "sum to 0"),
        ("""{"count":5,"tasks":{}}""", "sum to 0"),
        ("""{"count":5,"tasks":{"add":1e308,"remove":1e308}}""", "sum to"),
        ("""{"count":5,"candidates":0}""", "1 to 64"),
        ("""{"count":5,"shard_size":0}""", "1 to 4096"),
        ("""{"count":5,"captions":"sessions/x.json"}""", "captions/"),
        ("""{"count":5,"captions":"captions/../sessions/x.json"}""", "captions/"),
        ("""{"count":5,"bundle":"../x"}""", "bundle"),
        ("""{"count":5,"options":{"steps":0}}""", "2 to 1000"),
        ("""{"count":5,"options":{"guidance":99}}""", "0 to 50"),
        ("""{"count":5,"options":{"speed":9}}""", "cannot be read"),
        ("""{"count":5,"unknown":1}""", "cannot be read at $.unknown"),
        ("""{"count":5,"count":6}""", "cannot be read"),
        ("""{}""", "cannot be read"),
        ("""null""", "cannot be read"),
        ("""[]""", "cannot be read"),
        ("", "cannot be read"),
        ("hello", "cannot be read"));

    [Theory, MemberData(nameof(Refused))]
    public void Request_ThatCannotBe_SaysWhy(string json, string said)
    {
        var refused = Assert.Throws<InvalidInputException>(() => BatchRequest.Parse(Encoding.UTF8.GetBytes(json)).ToPlan("b"));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Single(refused.Message.Split('\n'));
    }

    [Fact]
    public void Request_Everything_IsInThePlan()
    {
        var plan = BatchRequest
            .Parse(
                    """
                    {"id":"x-1","seed":-3,"count":100,"tasks":{"remove":2,"add":1,"style":0},
                    "captions":"captions/a.txt","candidates":2,"shard_size":30,"bundle":"big",
                    "options":{"steps":5,"guidance":2.5}}
                    """u8
            )
            .ToPlan("other");
        Assert.Equal(
            ("x-1", -3, 100, "captions/a.txt", 2, 30, "big", 5, 2.5, 4),
            (
                plan.Id,
                plan.Seed,
                plan.Count,
                plan.Captions,
                plan.Candidates,
                plan.ShardSize,
                plan.Bundle,
                plan.Options.Steps,
                plan.Options.Guidance,
                plan.Shards
            )
        );
        Assert.Equal(["add", "remove"], plan.Tasks.Keys);
        Assert.Equal((90, 10), (plan.Shard(3).First, plan.Shard(3).Count));
        Assert.Throws<InvalidInputException>(() => plan.Shard(4));
    }

    [Theory]
    [InlineData(7, 3, new[] { 0, 0, 0, 1, 1, 2, 2 })]
    [InlineData(4, 4, new[] { 0, 1, 2, 3 })]
    [InlineData(3, 5, new[] { 0, 1, 2 })]
    public void CaptionOf_MoreSamplesThanCaptions_HasThoseOfOneFollowEachOther(int count, int captions, int[] expected)
    {
        var plan = FactoryHost.Plan() with { Count = count };
        Assert.Equal(expected, Enumerable.Range(0, count).Select(i => plan.CaptionOf(i, captions)));
    }

    [Fact]
    public void TaskOf_ManySamples_FollowsTheWeights()
    {
        var plan = Good with
        {
            Tasks = new Dictionary<string, double>
            {
                ["local"] = 0,
                ["add"] = 3,
                ["pose"] = 1,
                ["segmentation-map"] = 0,
            },
        };
        var tasks = Enumerable.Range(0, 4000).Select(i => plan.TaskOf(i).Name).CountBy(n => n).ToDictionary();
        Assert.Equal(["add", "pose"], tasks.Keys.Order());
        // Four standard deviations of a binomial count.
        Assert.InRange(tasks["pose"], 1000 - 4 * 28, 1000 + 4 * 28);
        Assert.Equal(plan.TaskOf(5), plan.Validated().TaskOf(5));
        Assert.NotEqual(
            Enumerable.Range(0, 50).Select(i => plan.TaskOf(i)),
            Enumerable.Range(0, 50).Select(i => (plan with { Seed = 8 }).TaskOf(i))
        );
    }

    public static TheoryData<byte[], string> BadCaptions() => new(
        ([], "without a caption"),
        ("\n \r\n\n"u8.ToArray(), "without a caption"),
        (Encoding.UTF8.GetBytes("a cat\n" + new string('x', 100_000)), "line 2 of captions c has 100000 characters"),
        ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff, 0xfe], "not text"),
        ("a\0b"u8.ToArray(), "line 1 of captions c has a control character"));

    [Theory, MemberData(nameof(BadCaptions))]
    public void Captions_ThatCannotBe_SayWhere(byte[] content, string said) =>
        Assert.Contains(said, Assert.Throws<InvalidInputException>(() => CaptionFile.Read(content, "c")).Message, StringComparison.Ordinal);

    [Fact]
    public void Captions_Lines_AreReadWithoutBlankOnesAndByteOrderMark() =>
        Assert.Equal(["a cat", "ein Bär"], CaptionFile.Read(Encoding.UTF8.GetBytes("\uFEFFa cat\r\n\n  ein Bär \n"), "c"));
}
