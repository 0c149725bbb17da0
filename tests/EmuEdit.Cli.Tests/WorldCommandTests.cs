using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed class WorldCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_Scenes_WritesPictureDescriptionAndTruth()
    {
        Assert.Equal(0, (await Render("a")).Code);
        Assert.Equal(
            ["000000.json", "000000.png", "000001.json", "000001.png"],
            Directory.GetFiles(_folder["a"]).Select(f => Path.GetFileName(f)!).Order()
        );
        var objects = JsonNode.Parse(File.ReadAllText(_folder["a/000000.json"]))!["objects"]!.AsArray();
        Assert.Equal(objects.Count, Directory.GetFiles(_folder["a/truth"], "000000.mask*.png").Length);
        var truth = Safetensors.Read(_folder["a/truth/000000.safetensors"]);
        Assert.Equal([3L, 32, 32], truth.Tensors["normals"].Shape);
        Assert.Equal(objects.Sum(o => o!["visible_pixels"]!.GetValue<int>()), truth.Tensors["objects"].Values.Count(id => id >= 0));
    }

    [Fact]
    public async Task Render_Twice_GivesTheSameBytes()
    {
        await Render("a");
        await Render("b");
        Assert.All(
            Directory.GetFiles(_folder["a"], "*", SearchOption.AllDirectories),
            file =>
                Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(_folder["a"], _folder["b"], StringComparison.Ordinal)))
        );
    }

    [Theory]
    [InlineData("--edits", "remove")]
    [InlineData("--task", "grey-but")]
    public async Task Render_EditsOfATask_WritesTargetRegionAndInstruction(string option, string task)
    {
        Assert.Equal(0, (await Render("e", option, task)).Code);
        Assert.Equal(task, JsonNode.Parse(File.ReadAllText(_folder["e/000001.json"]))!["task"]!.GetValue<string>());
        Assert.True(File.Exists(_folder["e/truth/000001.target.png"]) && File.Exists(_folder["e/truth/000001.region.png"]));
    }

    [Theory]
    [InlineData]
    [InlineData("--edits", "all")]
    public async Task Render_WithASheet_DrawsIt(params string[] more)
    {
        Assert.Equal(0, (await Render("s", ["--sheet", _folder["s.png"], .. more])).Code);
        Assert.True(new FileInfo(_folder["s.png"]).Length > 1000);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--size", "4")]
    [InlineData("--edits", "dance")]
    [InlineData("--task", "dance")]
    public async Task Render_BadOption_IsRefused(string option, string value)
    {
        var result = await Render("x", option, value);
        Assert.Equal(2, result.Code);
        Assert.False(Directory.Exists(_folder["x"]));
    }

    private Task<CliResult> Render(string folder, params string[] more) =>
        InProcess.RunAsync(["world", "render", "--seed", "5", "-o", _folder[folder], "--size", "32", "--count", "2", .. more]);
}
