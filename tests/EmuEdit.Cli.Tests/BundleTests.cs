using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_WholeBundle_SaysThatItWorks()
    {
        new TinyBundle().Write(_folder.Path);
        var result = await Check();
        Assert.Equal(0, result.Code);
        Assert.Contains("pictures  16 x 16", result.Output, StringComparison.Ordinal);
        Assert.Contains("the bundle works", result.Output, StringComparison.Ordinal);
        Assert.Contains("provider  cpu\n", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("cuda", "this build does not know", "-p:OnnxRuntime=gpu")]
    [InlineData("tpu", "--provider tpu", "auto, cpu or cuda")]
    public async Task Check_ProviderThatIsNotThere_SaysWhatIs(string provider, params string[] said)
    {
        new TinyBundle().Write(_folder.Path);
        AssertRefused(await InProcess.RunAsync("models", "check", "--bundle", _folder.Path, "--provider", provider), said);
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/model.onnx")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("task_embeddings.safetensors")]
    public async Task Check_MissingFile_NamesIt(string file)
    {
        new TinyBundle().Write(_folder.Path);
        File.Delete(_folder[file]);
        AssertRefused(await Check(), Path.GetFileName(file));
    }

    [Fact]
    public async Task Check_BrokenGraph_NamesTheFile()
    {
        new TinyBundle().Write(_folder.Path);
        File.WriteAllBytes(_folder["unet/model.onnx"], [1, 2, 3]);
        AssertRefused(await Check(), "unet");
    }

    [Fact]
    public async Task Check_WrongInputName_NamesIt()
    {
        new TinyBundle { TextInput = "text" }.Write(_folder.Path);
        AssertRefused(await Check(), "'text'", "encoder_hidden_states");
    }

    [Fact]
    public async Task Check_WrongShape_NamesTheInput()
    {
        new TinyBundle { UNetChannels = 7 }.Write(_folder.Path);
        AssertRefused(await Check(), "7");
    }

    [Fact]
    public async Task Check_NoFolder_SaysSo()
    {
        var result = await InProcess.RunAsync("models", "check", "--bundle", _folder["nowhere"]);
        AssertRefused(result, "nowhere");
    }

    private Task<CliResult> Check() => InProcess.RunAsync("models", "check", "--bundle", _folder.Path);

    private static void AssertRefused(CliResult result, params string[] parts)
    {
        Assert.Equal(2, result.Code);
        Assert.All(parts, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        Assert.Contains("; allowed: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }
}
