using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed class TrainConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Config_OfAFile_GivesWhatTheCommandLineDoesNot()
    {
        var result = await Print("""
            { // A run.
              "run": "x", "learning_rate": 0.0008, "task_weight": { "text": 6, "add": 2.5 }, "steps": 100,
              "minutes": null, /* both */ "data": ["a b", "--c"], "balance": true,
            }
            """, "--steps", "3");
        Assert.Equal((0, ""), (result.Code, result.Error));
        var printed = JsonNode.Parse(result.Output)!;
        Assert.Equal((3, 0.0008, true), ((int)printed["steps"]!, (double)printed["learning_rate"]!, (bool)printed["balance"]!));
        Assert.Equal(
            ("""["text=6","add=2.5"]""", """["a b","--c"]"""),
            (printed["task_weight"]!.ToJsonString(), printed["data"]!.ToJsonString())
        );
        Assert.Null(printed["minutes"]);
    }

    // What is wrong with a value is found by what checks the options themselves.
    [Theory]
    [InlineData("""{"stepz": 1}""", "'stepz' in FILE; allowed: last_timestep_share, ")]
    [InlineData("""{"config": "x"}""", "'config' in FILE; allowed: last_timestep_share, ")]
    [InlineData("""{"balance": 3}""", "'balance' in FILE is 3; allowed: true or false.")]
    [InlineData("""{"seed": 1""", "FILE cannot be read (")]
    [InlineData("[1]", "FILE cannot be read (")]
    [InlineData("""{"seed": 1, "seed": 2}""", "FILE cannot be read (Duplicate property 'seed'")]
    [InlineData("""{"run": "x", "learning_rate": true}""", "--learning-rate true; allowed: a number such as 1.5, over 0 up to 0.1.")]
    [InlineData("""{"run": "x", "size": {"a": 1}}""", "--size a=1; allowed: a whole number, 32, 64, 128 or 256.")]
    [InlineData("""{"run": "x", "seed": [1, 2]}""", "Option '--seed' expects a single argument but 2 were provided.")]
    public async Task Config_ThatIsNoneOrHasAWrongValue_IsOneLine(string json, string says)
    {
        var result = await Print(json);
        Assert.Equal(2, result.Code);
        Assert.Contains(says.Replace("FILE", _folder["train.json"], StringComparison.Ordinal), result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("""{"learning_rate": 5}""", "--learning-rate 5; allowed: over 0 up to 0.1.")]
    [InlineData("""{"accumulate": 0}""", "--accumulate 0; allowed: 1 to 1024.")]
    [InlineData("""{"clip_norm": 0}""", "--clip-norm 0; allowed: over 0.")]
    [InlineData("""{"average_decay": 1}""", "--average-decay 1; allowed: 0 to below 1.")]
    [InlineData("""{"task_weight": {"dance": 2}}""", "unknown task 'dance'; allowed: ")]
    public async Task Train_WithAValueOutOfRange_IsOneLine(string json, string says)
    {
        await File.WriteAllTextAsync(_folder["train.json"], json, TestContext.Current.CancellationToken);
        var result = await InProcess.RunAsync(
            "train",
            "editor",
            "--config",
            _folder["train.json"],
            "--run",
            _folder["run"],
            "--steps",
            "1"
        );
        Assert.Equal(2, result.Code);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Print_FedBack_PrintsTheSame()
    {
        await File.WriteAllTextAsync(
            _folder["a.json"],
            $$"""{"run": "{{_folder["run"]}}", "learning_rate": 2e-4, "task_weight": {"text": 6}, "balance": true}""",
            TestContext.Current.CancellationToken
        );
        var first = await InProcess.RunAsync("train", "editor", "--config", _folder["a.json"], "--steps", "7", "--print-config");
        Assert.Equal((0, ""), (first.Code, first.Error));
        await File.WriteAllTextAsync(_folder["b.json"], first.Output, TestContext.Current.CancellationToken);
        Assert.Equal(first, await InProcess.RunAsync("train", "editor", "--config", _folder["b.json"], "--print-config"));
        var printed = JsonNode.Parse(first.Output)!;
        Assert.Equal(
            (2e-4, 7, 64, true, "text=6"),
            (
                (double)printed["learning_rate"]!,
                (int)printed["steps"]!,
                (int)printed["size"]!,
                (bool)printed["balance"]!,
                (string)printed["task_weight"]![0]!
            )
        );
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task Train_WithAFile_TrainsByIt()
    {
        await File.WriteAllTextAsync(
            _folder["a.json"],
            $$"""
            {"run": "{{_folder["run"]}}", "steps": 2, "batch": 4, "accumulate": 3,
             "held_out_count": 2, "clip_norm": 0.5, "weight_decay": 0.02, "average_decay": 0.9, "checkpoint_minutes": 2}
            """,
            TestContext.Current.CancellationToken
        );
        var result = await InProcess.RunAsync("train", "task-predictor", "--config", _folder["a.json"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        var run = JsonNode.Parse(
            await File.ReadAllTextAsync(_folder["run/task-predictor/run.json"], TestContext.Current.CancellationToken)
        )!;
        Assert.Equal(
            (3, 0.5, 0.02, 0.9),
            (
                (int)run["accumulation_steps"]!,
                (double)run["optimiser"]!["clip_norm"]!,
                (double)run["optimiser"]!["weight_decay"]!,
                (double)run["optimiser"]!["average_decay"]!
            )
        );
    }

    private async Task<CliResult> Print(string json, params string[] options)
    {
        await File.WriteAllTextAsync(_folder["train.json"], json, TestContext.Current.CancellationToken);
        return await InProcess.RunAsync(["train", "editor", "--config", _folder["train.json"], "--print-config", .. options]);
    }
}
