using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Inversion;
using EmuEdit.Training.Runs;
using static EmuEdit.Training.Tests.Inversion.ToyTask;

namespace EmuEdit.Training.Tests.Inversion;

/// <summary>
/// On a toy that was trained on two tasks, to paint a picture red and to paint it blue, and is to
/// learn to paint it purple.
/// </summary>
public sealed class TaskInversionTests : IClassFixture<ToyBundle>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _bundle;

    public TaskInversionTests(ToyBundle bundle) => _bundle = bundle.Folder;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_OnExamples_LowersTheErrorOnTheHeldOutOnesAndLeavesTheBundleAlone()
    {
        var before = Files();
        var result = new TaskInversion(
            Options("run", 8) with
            {
                Settings = new() { Seed = 3, Steps = 100 },
                EvaluationSteps = 25,
            }
        ).Run(TestContext.Current.CancellationToken);
        Assert.Equal((true, 6, 2), (result.Run.Finished, result.Learned, result.HeldOut));
        Assert.True(result.After < 0.8 * result.Before, $"{result.Before} to {result.After}");
        Assert.True(result.BestStep > 0);
        Assert.Contains(EditTask.All, t => t.Name == result.StartedFrom);
        Assert.Equal(before, Files());
        Assert.All(["loss.png", "error.png", "samples.png"], name => Assert.True(new FileInfo(_folder["run/" + name]).Length > 100));
        Assert.All(
            new MetricsFile(_folder["run"]).Read().Where(m => m.HeldOut is not null),
            m => Assert.Contains("error", m.HeldOut!.Keys)
        );
    }

    [Fact]
    public void Run_StoppedAndResumed_EqualsOneThatNeverStoppedBitForBit()
    {
        var whole = new TaskInversion(Options("whole", 4)).Run(TestContext.Current.CancellationToken);
        TaskInversionResult killed;
        var starts = 0;
        do
        {
            using var stop = new CancellationTokenSource();
            // What a kill after the second look leaves: metrics of later steps, and the checkpoint of that look.
            killed = new TaskInversion(Options("killed", 4) with { Progress = new StopAfterALook(stop) }).Run(stop.Token);
        }
        while (!killed.Run.Finished && ++starts < 50);
        Assert.True(starts >= 2);
        Assert.Equal(whole.Vector, killed.Vector);
        Assert.Equal((whole.Before, whole.After, whole.BestStep), (killed.Before, killed.After, killed.BestStep));
    }

    [Fact]
    public void Run_OneExample_HoldsNoneOut()
    {
        var result = new TaskInversion(Options("run", 1)).Run(TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (result.Learned, result.HeldOut));
        Assert.True(result.After <= result.Before);
    }

    [Fact]
    public void Run_WithoutAGain_StopsEarly()
    {
        var result = new TaskInversion(
            Options("run", 4) with
            {
                Settings = new() { Steps = 1000 },
                EvaluationSteps = 1,
                Patience = 2,
                LearningRate = 1e-12,
            }
        ).Run(TestContext.Current.CancellationToken);
        Assert.True(result.Run.Finished);
        Assert.InRange(result.Run.Steps, 2, 20);
    }

    [Fact]
    public void Run_IdenticalPairs_SaysThatThereIsNothingToLearn()
    {
        var options = Options("run", 2);
        var same = options.Examples.Select(e => e with { Target = e.Input, Region = new Mask(Toy.Size, Toy.Size) }).ToArray();
        Assert.Contains(
            "nothing to learn",
            Assert
                .Throws<InvalidInputException>(() =>
                    new TaskInversion(options with { Examples = same }).Run(TestContext.Current.CancellationToken)
                )
                .Message
        );
    }

    [Fact]
    public void Run_PairsOfAnotherSize_IsRefused()
    {
        var options = Options("run", 1);
        var large = options.Examples[0] with { Input = new Image(40, 40), Target = new Image(40, 40), Region = Full(40) };
        Assert.Contains(
            "40 x 40",
            Assert
                .Throws<InvalidInputException>(() =>
                    new TaskInversion(options with { Examples = [large] }).Run(TestContext.Current.CancellationToken)
                )
                .Message
        );
    }

    [Fact]
    public void Run_OnABundleFromElsewhere_SaysThatItCannotBeTrained()
    {
        new TinyBundle().Write(_folder["toy"]);
        Assert.Contains(
            "does not say how it was trained",
            Assert
                .Throws<InvalidInputException>(() =>
                    new TaskInversion(Options("run", 1) with { Bundle = _folder["toy"] }).Run(TestContext.Current.CancellationToken)
                )
                .Message
        );
    }

    [Fact]
    public void Study_ComparesTheMethodsAndGoesOnWhereItStopped()
    {
        LongChecks.SkipUnlessAsked();
        var made = new List<StudyRow>();
        var options = new InversionStudyOptions
        {
            Folder = _folder["study"],
            Bundle = _bundle,
            Tasks = [new(EditTask.Own("purple"), (seed, i) => Purple(100 * seed + i), i => Purple(5000 + i))],
            Counts = [1, 4],
            Test = 4,
            Minutes = 0.02,
            ExpertExamples = 8,
            ExpertMinutes = 0.02,
            Done = made.Add,
        };
        var rows = new InversionStudy(options).Run(TestContext.Current.CancellationToken);
        Assert.Equal(
            ["frozen 1", "inversion 1", "fine-tuning 1", "frozen 4", "inversion 4", "fine-tuning 4", "expert 8"],
            rows.Select(r => $"{r.Method} {r.Examples}")
        );
        Assert.Equal(7, made.Count);
        Assert.Equal(rows, new InversionStudy(options).Run(TestContext.Current.CancellationToken));
        Assert.Equal(7, made.Count);
        Assert.True(rows[^1].L1Inside < rows[0].L1Inside);
    }

    private TaskInversionOptions Options(string run, int examples) => new()
    {
        Folder = _folder[run],
        Bundle = _bundle,
        Name = "purple",
        Examples = [.. Enumerable.Range(0, examples).Select(i => Purple(i))],
        Settings = new() { Seed = 3, Steps = 20 },
        EvaluationSteps = 5,
        Patience = 100,
    };

    private Dictionary<string, string> Files() =>
        Directory
            .GetFiles(_bundle, "*", SearchOption.AllDirectories)
            .ToDictionary(f => f, f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    private sealed class StopAfterALook(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.HeldOut is not null)
                stop.Cancel();
        }
    }
}
