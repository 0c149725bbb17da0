using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed partial class TrainCommandTests
{
    [Fact]
    public async Task Train_OnParquetOfAnotherLayout_TakesTheNamedTask()
    {
        var result = await Train(
            "editor",
            "--steps",
            "1",
            "--batch",
            "2",
            "--size",
            "32",
            "--data",
            Fixture("instructpix2pix"),
            "--task",
            "add",
            "--held-out-count",
            "1"
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("warning: unbalanced tasks: no local, texture, remove", result.Output);
        Assert.Contains("success", result.Output);
    }

    [Fact]
    public async Task Train_OnParquetOfAnotherLayout_PredictsTasksWithTheInitialBundle()
    {
        string[] options = ["--steps", "1", "--batch", "2", "--size", "64", "--data", Fixture("magicbrush"), "--held-out-count", "1"];
        AssertRefused(
            await Train("editor", options),
            "which has no tasks; allowed: a task for all of it, or a task predictor. Give --task, or --initial "
                + "with a bundle that has a task predictor."
        );
        var result = await Train("editor", [.. options, "--balance", "--initial", Path.Combine(Paths.Repository, "models", "tiny")]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("predicting the tasks of 4 instructions", result.Output);
    }

    [Fact]
    public async Task Train_OnTooFewShards_SaysHowMany()
    {
        await Shards();
        AssertRefused(
            await Train("editor", "--steps", "1", "--size", "32", "--data", _folder["shards"]),
            "--data with 6 samples; allowed: more than the 256 that are held out"
        );
    }

    [Fact]
    public async Task Train_TaskWeightsOnShards_WeighThem()
    {
        await Shards();
        string[] options =
        [
            "--steps",
            "1",
            "--batch",
            "2",
            "--size",
            "32",
            "--data",
            _folder["shards"],
            "--held-out-count",
            "1",
            "--balance",
        ];
        AssertRefused(
            await Train("editor", [.. options, "--task-weight", "add=101"]),
            "the weight of task add 101; allowed: over 0 up to 100."
        );
        var tasks = EmuEdit.Dataset.ShardDataset.Open([_folder["shards"]]).Tasks;
        var missing = EmuEdit.Core.EditTask.All.First(t => Enumerable.Range(0, 5).All(i => tasks[i] != t));
        AssertRefused(
            await Train("editor", [.. options, "--task-weight", $"{missing}=2"]),
            $"a weight for task {missing}, of which there are no samples; allowed: one of "
        );
        var result = await Train("editor", [.. options, "--task-weight", $"{tasks[0]}=2"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }
}
