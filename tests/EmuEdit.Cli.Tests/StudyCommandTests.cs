using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Comparisons of editors that are trained for them, each for a step.</summary>
[Collection(InProcess.Collection)]
public sealed class StudyCommandTests : IDisposable
{
    // Pairs are drawn by a text-to-image model.
    private static readonly string s_shipped = Path.Combine(Paths.Repository, "models", "tiny");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TaskEmbeddings_OfOneSeed_ComparesFourSourcesAndGoesOnWhereItStopped()
    {
        LongChecks.SkipUnlessAsked();
        var first = await Run("task-embeddings");
        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal(["true", "predicted", "none", "of another task"], Labels("task-embeddings"));
        Assert.Contains("training without-task-embeddings, seed 4", first.Output, StringComparison.Ordinal);
        // Without embeddings it is the same whatever the task is called.
        var vectors = EmuEdit.Core.Safetensors.Read(_folder["claims/without-task-embeddings-4/bundle/task_embeddings.safetensors"]).Tensors;
        Assert.All(vectors.Values, v => Assert.All(v.Values, x => Assert.Equal(0, x)));

        var second = await Run("task-embeddings");
        Assert.DoesNotContain("training", second.Output, StringComparison.Ordinal);
        Assert.EndsWith(second.Output, first.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["claims/16-tasks-4/bundle/clip"]));

        var other = await Run("task-embeddings", "--steps", "2");
        Assert.Equal(2, other.Code);
        Assert.Contains("was trained with", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaskCount_OfOneSeed_ComparesEditorsOnTheirCommonTasks()
    {
        LongChecks.SkipUnlessAsked();
        var result = await Run("task-count", "--tasks", "1", "2");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(["2, 1 steps", "1, 1 steps", "1, as many samples of each task as with 2"], Labels("task-count"));
        Assert.Contains("| tasks | local: error left | change |", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Factory_OfOneSeed_ComparesWhatAnEditorIsTrainedOnWith()
    {
        LongChecks.SkipUnlessAsked();
        var result = await Run("factory", "--samples", "4");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(["before", "true pairs of those kept", "kept by the filters", "all that was drawn"], Labels("factory"));
    }

    [Fact]
    public async Task Inversion_OfOneTask_TellsEveryMethodAndGoesOnWhereItStopped()
    {
        string[] arguments =
        [
            "evaluate",
            "inversion",
            "--bundle",
            await QuickBundle.ReadAsync(),
            "--task",
            "mirror",
            "--examples",
            "1",
            "2",
            "--count",
            "1",
            "--minutes",
            "0.001",
            "--expert-examples",
            "4",
            "--expert-minutes",
            "0.001",
            "-o",
            _folder["study"],
        ];
        var first = await InProcess.RunAsync(arguments);
        Assert.Equal((0, ""), (first.Code, first.Error));
        var table = await File.ReadAllLinesAsync(_folder["study/study.md"], TestContext.Current.CancellationToken);
        Assert.Equal("| task | method; number of examples | 1 | 2 | 4 |", table[0]);
        Assert.Equal(["frozen", "inversion", "fine-tuning", "expert"], table.Skip(2).Select(line => line.Split('|')[2].Trim()));
        Assert.True(File.Exists(_folder["study/study.png"]));

        var second = await InProcess.RunAsync(arguments);
        Assert.DoesNotContain("L1 inside", second.Output, StringComparison.Ordinal);
        Assert.Equal(table, await File.ReadAllLinesAsync(_folder["study/study.md"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("4", "1")]
    [InlineData("0", "4")]
    [InlineData("4", "17")]
    public async Task TaskCount_BadNumbers_AreRefused(params string[] numbers)
    {
        var result = await Run("task-count", ["--tasks", .. numbers]);
        Assert.Equal(
            (2, $"--tasks {string.Join(' ', numbers)}; allowed: two numbers or more from 1 to 16, ascending."),
            (result.Code, result.Error.Trim())
        );
    }

    [Theory]
    [InlineData("--steps", "0", "--steps 0; allowed: at least 1.")]
    [InlineData("--count", "0", "--count 0; allowed: 1 to 100000.")]
    public async Task Study_BadOption_IsRefused(string option, string value, string message)
    {
        var result = await InProcess.RunAsync("evaluate", "task-embeddings", "-o", _folder["claims"], option, value);
        Assert.Equal((2, message), (result.Code, result.Error.Trim()));
    }

    private async Task<CliResult> Run(string study, params string[] options) =>
        await InProcess.RunAsync([
            "evaluate",
            study,
            "--bundle",
            study == "factory" ? s_shipped : await QuickBundle.ReadAsync(),
            "--seed",
            "4",
            "--count",
            "1",
            "--batch",
            "4",
            "-o",
            _folder["claims"],
            .. options.Contains("--steps") ? options : [.. options, "--steps", "1"],
        ]);

    private List<string> Labels(string study) =>
        [.. File.ReadLines(_folder[$"claims/{study}.md"]).Skip(2).Select(line => line.Split('|')[1].Trim())];
}
