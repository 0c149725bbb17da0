using System.Text;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

public sealed class JudgedPairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Record_OfAKeptPair_HasEveryHyperParameterAndFilter()
    {
        ShardWriter.Write(_folder["a.tar"], Samples.Pairs(0, 2));
        var record = ShardDataset.Open([_folder["a.tar"]]).Record(1);
        Assert.Equal(("0001", Samples.Pair(1).Pair.Origin, null, null), (record.Key, record.Origin, record.RejectedBy, record.Reason));
        Assert.Equal([new("clip-text", 1.2), new("presence", null)], record.Filters);
    }

    [Fact]
    public void Record_OfASampleOfTheWorld_IsEmpty()
    {
        ShardWriter.Write(_folder["a.tar"], Samples.Range(0, 1));
        var record = ShardDataset.Open([_folder["a.tar"]]).Record(0);
        Assert.Null(record.Origin);
        Assert.Empty(record.Filters);
    }

    [Fact]
    public void Task_Reassigned_IsTheOneInTheShard()
    {
        ShardWriter.Write(_folder["a.tar"], Samples.Pairs(3, 1));
        var dataset = ShardDataset.Open([_folder["a.tar"]]);
        Assert.Equal("remove", dataset.Sample(0).Task.Name);
        Assert.Equal("add", dataset.Record(0).Origin!.Recipe);
    }

    // Shards of the world that were written before pairs had origins are still the same bytes.
    [Fact]
    public void Json_OfASampleWithoutOrigin_IsWhatItWas() => Assert.Equal(
        """{"instruction":"make \u00220\u0022 \u00FC","task":"local","input_caption":"a 0","output_caption":"b 0","object":null}""",
        Encoding.UTF8.GetString(SampleFiles.Of("", Samples.Of(0)).Parts["json"]));

    [Fact]
    public void Json_OfAPair_LeavesOutWhatThereIsNot()
    {
        var origin = JsonNode.Parse(SampleFiles.Of("", Samples.Pair(1)).Parts["json"])!["origin"]!.AsObject();
        Assert.Equal(0.3f, (float)origin["self_attention"]!);
        Assert.False(origin.ContainsKey("grounded"));
    }

    [Fact]
    public void Write_OfNoPairs_IsAnArchiveOfNone()
    {
        ShardWriter.Write(_folder["a.tar"], Samples.Pairs(0, 0));
        ShardWriter.Write(_folder["b.tar"], Samples.Pairs(0, 2));
        Assert.Equal(2, ShardDataset.Open([_folder.Path]).Count);
    }

    [Fact]
    public void Rejects_InAnyOrder_AreTheSameBytes()
    {
        var instructions = Enumerable
            .Range(0, 3)
            .Select(i => new Rejection($"{i:0000}", "add", "instruction", "NotJson", "it's \"no\" object") { InputCaption = $"a {i}" })
            .ToList();
        RejectWriter.Write(_folder["x"], 4, Samples.Pairs(5, 2, kept: false), instructions);
        RejectWriter.Write(_folder["y"], 4, Samples.Pairs(5, 2, kept: false), [.. instructions.AsEnumerable().Reverse()]);
        foreach (var name in new[] { "rejects-000004.tar", "rejects-000004.jsonl" })
            Assert.Equal(File.ReadAllBytes(_folder[$"x/{name}"]), File.ReadAllBytes(_folder[$"y/{name}"]));
        Assert.Equal(
            """
            {"key":"0005","task":"global","stage":"filters","filter":"clip-text",
            "reason":"similarity 5 is below 0.25 for 'a 5'","value":5.2,"instruction":"make \"5\" ü",
            "input_caption":"a 5","output_caption":"b 5"}
            """.ReplaceLineEndings(""),
            Assert.Single(File.ReadLines(_folder["x/rejects-000004.jsonl"]), l => l.Contains("\"0005\"")));
        var record = ShardDataset.Open([_folder["x"]]).Record(1);
        Assert.Equal(("clip-text", "similarity 6 is below 0.25 for 'a 6'"), (record.RejectedBy, record.Reason));
    }

    [Fact]
    public void Rejects_OfInstructionsAlone_HaveNoShard()
    {
        RejectWriter.Write(_folder.Path, 0, Samples.Pairs(0, 1, kept: false), []);
        RejectWriter.Write(_folder.Path, 0, [], [new("1", "add", "instruction", "Leaked", "it repeats the caption")]);
        Assert.Equal("rejects-000000.jsonl", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Path))));
    }

    [Fact]
    public void Rejects_WithAKeptPair_AreRefused() =>
        Assert.Throws<ArgumentException>(() => RejectWriter.Write(_folder.Path, 0, Samples.Pairs(0, 1), []));

    [Fact]
    public void Shard_OfRejectedPairs_IsReadByPythonAlone()
    {
        RejectWriter.Write(_folder.Path, 0, Samples.Pairs(0, 2, kept: false), []);
        var output = OtherReaders.Run("python3", ["-c", """
            import json, sys, tarfile
            tar = tarfile.open(sys.argv[1])
            for member in tar:
                data = tar.extractfile(member).read()
                if member.name.endswith('.json'):
                    text = json.loads(data)
                    print(text['rejected_by'], text['origin']['steps'], text['filters']['clip-text'], text['filters']['presence'])
                else:
                    assert data[:8] == b'\x89PNG\r\n\x1a\n', member.name
            """, _folder["rejects-000000.tar"]]);
        Assert.Equal("clip-text 12 0.2 None\nclip-text 12 1.2 None\n", output);
    }
}
