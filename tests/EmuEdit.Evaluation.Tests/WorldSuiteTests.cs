using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation.Tests;

public class WorldSuiteTests
{
    private static readonly WorldSuite Suite = new(seed: 7, count: 4, size: 32);

    [Fact]
    public void Run_Oracle_SucceedsAlways()
    {
        var report = Score("oracle", (sample, _) => sample.Target);
        Assert.Equal(1, report.MeanSuccess);
        Assert.All(report.Tasks, t => Assert.Equal((4, 0.0, 0.0), (t.Count, t.L1Inside, t.L1Outside)));
    }

    [Fact]
    public void Run_CopyingTheInput_NeverSucceeds()
    {
        var report = Score("copy", Baselines.Copy);
        Assert.Equal(0, report.MeanSuccess);
        Assert.All(report.Tasks, t => Assert.Equal(t.L1Unchanged, t.L1Inside));
    }

    [Fact]
    public void Run_MeanTarget_RarelySucceeds() =>
        Assert.InRange(Score("mean", Baselines.MeanTarget(new WorldDataset(8, 32), 20)).MeanSuccess, 0, 0.1);

    [Fact]
    public void Run_UnseenTasks_AreScoredAsTheSixteenAre()
    {
        var suite = new WorldSuite(seed: 7, count: 4, size: 64, tasks: UnseenTasks.All);
        SuiteReport Score(ImageEditor editor) => suite.Run("unseen", editor, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(UnseenTasks.All.Select(t => t.Name), Score((sample, _) => sample.Target).Tasks.Select(t => t.Task));
        Assert.Equal((24, 1.0, 0.0), (suite.Total, Score((sample, _) => sample.Target).MeanSuccess, Score(Baselines.Copy).MeanSuccess));
        // What a lazy model would answer: an average, the input without colour, nothing.
        Assert.Equal(0, Score(Baselines.MeanTarget(new WorldDataset(8, 64), 20)).MeanSuccess);
        Assert.Equal(0, Score((sample, _) => ImageFilters.Saturate(sample.Input, 0)).MeanSuccess);
        Assert.Equal(0, Score((sample, _) => new Image(64, 64)).MeanSuccess);
    }

    [Fact]
    public void Constructor_NoTasks_IsRefused() =>
        Assert.Contains("no tasks", Assert.Throws<InvalidInputException>(() => new WorldSuite(1, 4, 32, tasks: [])).Message);

    [Fact]
    public void Run_AnyNumberOfWorkers_GivesTheSameReport()
    {
        ImageEditor half = (sample, index) => index % 2 == 0 ? sample.Target : sample.Input;
        var (one, many) = (Score("half", half, workers: 1), Score("half", half, workers: 4));
        Assert.Equal(SuiteFiles.Json(one), SuiteFiles.Json(many));
        Assert.Equal(0.5, one.MeanSuccess);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Suite.Run(
                "stopped",
                (sample, _) =>
                {
                    stop.Cancel();
                    return sample.Input;
                },
                workers: 1,
                cancellationToken: stop.Token
            )
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    public void Constructor_CountOutOfRange_IsRefused(int count) =>
        Assert.Throws<InvalidInputException>(() => new WorldSuite(1, count, 32));

    [Fact]
    public void Json_OfAReport_HasTheAgreedKeys()
    {
        var copy = Score("copy", Baselines.Copy);
        var json = JsonNode.Parse(SuiteFiles.Json(Score("oracle", (s, _) => s.Target), [copy]))!;
        Assert.Equal(
            ("world", 7, 1.0),
            (json["suite"]!.GetValue<string>(), json["seed"]!.GetValue<int>(), json["mean_success"]!.GetValue<double>())
        );
        Assert.Equal(EditTask.All.Select(t => t.Name), json["tasks"]!.AsArray().Select(t => t!["task"]!.GetValue<string>()));
        Assert.All(
            json["tasks"]!.AsArray(),
            t =>
                Assert.Equal(
                    (4, 1.0, 0.0, 0.0),
                    (
                        t!["count"]!.GetValue<int>(),
                        t["success"]!.GetValue<double>(),
                        t["l1_inside"]!.GetValue<double>(),
                        t["l1_outside"]!.GetValue<double>()
                    )
                )
        );
        Assert.Equal(0.0, json["compared"]![0]!["mean_success"]!.GetValue<double>());
    }

    [Fact]
    public void SheetOf_TwoExamplesATask_HasARowATask()
    {
        var report = Score("oracle", (s, _) => s.Target, examples: 2);
        Assert.Equal(32, report.Examples.Count);
        var sheet = SuiteFiles.SheetOf(report);
        Assert.Equal(40 + 6 * 128 + 5 * 12, sheet.Width);
        Assert.True(sheet.Height > 16 * 128);
    }

    private static SuiteReport Score(string name, ImageEditor editor, int examples = 0, int? workers = null) =>
        Suite.Run(name, editor, examples, workers, cancellationToken: TestContext.Current.CancellationToken);
}
