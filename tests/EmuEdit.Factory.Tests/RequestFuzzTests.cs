using System.Text;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

public class RequestFuzzTests
{
    private const string Request = """
        { "id": "a", "seed": 7, "count": 100, "tasks": { "add": 1.5, "remove": 2 },
        "captions": "captions/a.txt", "candidates": 2, "shard_size": 10, "bundle": "tiny",
        "options": { "steps": 4, "guidance": 7.5 } }
        """;

    [Fact]
    public void BatchMessage_OfAnyDamage_IsRefusedInOneLineOrRead() =>
        FileFuzz.Run("batch.json", Encoding.UTF8.GetBytes(Request), file => BatchRequest.Parse(file).ToPlan("b"));

    [Fact]
    public void Captions_OfAnyDamage_AreRefusedInOneLineOrRead() =>
        FileFuzz.Run("captions.txt", "a red cube\r\n\na \"blue\" ball, é\n"u8.ToArray(), file => CaptionFile.Read(file, "captions.txt"));
}
