using EmuEdit.Core;
using EmuEdit.Training.Data;

namespace EmuEdit.Training.Tests.Data;

public class TaskMixTests
{
    private const int Draws = 20_000;

    [Fact]
    public void TaskOf_ManySamples_SharesAreThoseOfTheWeights()
    {
        var mix = new TaskMix(3, new Dictionary<EditTask, float> { [EditTask.Named("add")] = 3, [EditTask.Named("text")] = 0.5f });
        var shares = Enumerable.Range(0, Draws).GroupBy(i => mix.TaskOf(i)).ToDictionary(g => g.Key.Name, g => (double)g.Count() / Draws);
        // 14 tasks of weight 1, one of 3, one of 0.5. A share's standard deviation is at most
        // 0.0027; 0.01 is 3.7 of them.
        const double sum = 14 + 3 + 0.5;
        Assert.All(
            EditTask.All,
            task =>
                Assert.Equal(
                    task.Name switch
                    {
                        "add" => 3,
                        "text" => 0.5,
                        _ => 1,
                    } / sum,
                    shares[task.Name],
                    0.01
                )
        );
    }

    [Fact]
    public void TaskOf_Sample_DependsOnSeedAndIndexAlone()
    {
        TaskMix first = new(3, new Dictionary<EditTask, float>()),
            same = new(3, new Dictionary<EditTask, float>()),
            other = new(4, new Dictionary<EditTask, float>());
        Assert.All(Enumerable.Range(0, 100).Reverse(), i => Assert.Equal(first.TaskOf(i), same.TaskOf(i)));
        Assert.Contains(Enumerable.Range(0, 100), i => first.TaskOf(i) != other.TaskOf(i));
    }

    [Fact]
    public void TaskOf_SomeTasks_DrawsTheseAlone()
    {
        IReadOnlyList<EditTask> tasks = [EditTask.Named("text"), EditTask.Named("add")];
        var mix = new TaskMix(3, new Dictionary<EditTask, float> { [tasks[1]] = 3 }, tasks);
        var shares = Enumerable.Range(0, Draws).GroupBy(i => mix.TaskOf(i)).ToDictionary(g => g.Key, g => (double)g.Count() / Draws);
        Assert.Equal(2, shares.Count);
        Assert.Equal(0.75, shares[tasks[1]], 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weight_OutOfRange_IsRefused(float weight)
    {
        var refusal = Assert.Throws<InvalidInputException>(() =>
            new TaskMix(1, new Dictionary<EditTask, float> { [EditTask.Named("add")] = weight })
        );
        Assert.Equal("over 0 up to 100", refusal.Allowed);
    }
}
