using System.Text.Json;
using EmuEdit.Onnx;

namespace EmuEdit.Networks.Tests;

/// <summary>CLIP's tokenizer gives the ids of transformers' CLIPTokenizer.</summary>
public class ClipTokenizerGoldenTests
{
    private static readonly JsonElement s_golden = JsonDocument
        .Parse(File.ReadAllText(Golden.Folder("tokenizer", "golden.json")))
        .RootElement;

    public static TheoryData<int> Texts => [.. Enumerable.Range(0, s_golden.GetProperty("strings").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Encode_AnyText_GivesTheReferencesIds(int text)
    {
        var entry = s_golden.GetProperty("strings")[text];
        Assert.Equal(Ids(entry, "slow"), Encode("tokenizer", entry.GetProperty("text").GetString()!));
    }

    [Theory]
    [InlineData("tokenizer_2")]
    [InlineData("tokenizer_sd2")]
    public void Encode_WhereTheMapOfSpecialTokensSaysSo_PadsWithExclamationMarks(string folder)
    {
        var entry = s_golden.GetProperty("padding");
        Assert.Equal(Ids(entry, folder), Encode(folder, entry.GetProperty("text").GetString()!));
    }

    [Fact]
    public void Encode_WhereThePaddingStandsInTheText_GivesItsId()
    {
        foreach (var entry in s_golden.GetProperty("exclamation").EnumerateArray())
            foreach (var folder in new[] { "tokenizer", "tokenizer_2" })
                Assert.Equal(Ids(entry, folder), Encode(folder, entry.GetProperty("text").GetString()!));
    }

    private static IReadOnlyList<int> Encode(string folder, string text) =>
        ClipTokenizer.Load(Golden.Folder("tokenizer", folder)).Encode(text).Ids;

    private static IReadOnlyList<int> Ids(JsonElement entry, string key) =>
        [.. entry.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];
}
