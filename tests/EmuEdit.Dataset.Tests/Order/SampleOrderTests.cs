using EmuEdit.Core;

namespace EmuEdit.Dataset.Tests;

public class SampleOrderTests
{
    private static readonly SampleGroups Groups = new([5, 12, 13, 40, 60, 61, 80, 100], 3);

    [Fact]
    public void Position_OfOneGroup_IsThatOfTheEpochShuffle()
    {
        var (order, shuffle) = (SampleOrder.Of(3, SampleGroups.Any(1000)), new EpochShuffle(3, 1000));
        Assert.All([0L, 999, 1000, 5432, 1_000_000], position => Assert.Equal(shuffle[position], order[position]));
    }

    [Fact]
    public void Epoch_OfGroups_HasEverySampleOnceAndEachGroupWithinOneWindow()
    {
        var order = SampleOrder.Of(4, Groups);
        foreach (var epoch in new[] { 0, 1, 77 })
        {
            var samples = Epoch(order, epoch);
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), samples.Order());
            // Read with as many groups in memory as a window has, each group is read once.
            Assert.Equal(Groups.Ends.Count, Reads(samples, Groups.Window));
        }
    }

    [Fact]
    public void Position_DependsOnSeedAndPositionAlone()
    {
        SampleOrder first = SampleOrder.Of(4, Groups), backwards = SampleOrder.Of(4, Groups), other = SampleOrder.Of(5, Groups);
        var samples = Enumerable.Range(0, 350).Select(i => first[i]).ToList();
        Assert.Equal(samples, Enumerable.Range(0, 350).Reverse().Select(i => backwards[i]).Reverse());
        Assert.NotEqual(samples, Enumerable.Range(0, 350).Select(i => other[i]));
        Assert.NotEqual(samples[..100], samples[100..200]);
        Parallel.For(0, 3500, i => Assert.Equal(samples[i % 350], first[i % 350]));
    }

    [Fact]
    public void Window_OfManyGroups_MixesThem()
    {
        // Ten groups of 100, five at once: neighbours in the order are seldom neighbours in the file.
        var order = SampleOrder.Of(1, new([.. Enumerable.Range(1, 10).Select(i => 100L * i)], 5));
        var samples = Epoch(order, 0);
        Assert.InRange(samples.Zip(samples.Skip(1)).Count(p => p.First / 100 == p.Second / 100), 100, 300);
    }

    public static TheoryData<int> Windows => [1, 3, 8];

    [Theory]
    [MemberData(nameof(Windows))]
    public void Epoch_Balanced_HasEachTaskAsOftenAsItsShareSays(int window)
    {
        // 80 of add, 15 of text, 5 of style.
        var tasks = Tasks(i =>
            i % 20 < 16 ? "add"
            : i % 20 < 19 ? "text"
            : "style"
        );
        var order = SampleOrder.Of(
            6,
            Groups with
            {
                Window = window,
            },
            tasks,
            new(new Dictionary<EditTask, float> { [EditTask.Named("style")] = 2 }, Equal: true)
        );
        var drawn = new long[100];
        for (var epoch = 0; epoch < 50; epoch++)
        {
            var samples = Epoch(order, epoch);
            Assert.Equal((25, 25, 50), (Of("add", samples), Of("text", samples), Of("style", samples)));
            foreach (var sample in samples)
                drawn[sample]++;
            Assert.InRange(Reads(samples, window), 1, Groups.Ends.Count);
        }
        // Of a task every sample is drawn about as often: 50 * 25 / 80 = 15.6 with a deviation of
        // about 3, 50 * 25 / 15 = 83, 50 * 50 / 5 = 500.
        Assert.All(tasks[EditTask.Named("add")], i => Assert.InRange(drawn[i], 4, 28));
        Assert.All(tasks[EditTask.Named("text")], i => Assert.InRange(drawn[i], 73, 93));
        Assert.All(tasks[EditTask.Named("style")], i => Assert.Equal(500, drawn[i]));

        int Of(string task, IEnumerable<long> samples) => samples.Count(i => tasks[EditTask.Named(task)].Contains((int)i));
    }

    [Fact]
    public void Epoch_WeighedWithoutBalance_MultipliesWhatThereIs()
    {
        var tasks = Tasks(i => i < 90 ? "add" : "text");
        var order = SampleOrder.Of(6, Groups, tasks, new(new Dictionary<EditTask, float> { [EditTask.Named("text")] = 3 }, Equal: false));
        // 10 * 3 against 90 * 1 of 100.
        Assert.Equal(25, Epoch(order, 2).Count(i => i >= 90));
    }

    [Fact]
    public void Epoch_OfSomeTasks_HasTheirSamplesOnceEach()
    {
        var tasks = Tasks(i => i < 30 ? "add" : i < 90 ? "text" : "style");
        var order = SampleOrder.Of(6, Groups, tasks, TaskBalance.None with { Only = [EditTask.Named("add"), EditTask.Named("style")] });
        Assert.Equal(Enumerable.Range(0, 30).Concat(Enumerable.Range(90, 10)).Select(i => (long)i), Epoch(order, 0).Order());
    }

    [Fact]
    public void Epoch_OfATaskWithoutSamples_IsRefused()
    {
        var balance = TaskBalance.None with { Only = [EditTask.Named("text")] };
        Assert.Contains("task text alone, of which there are no samples; allowed: one of local, add.",
            Assert.Throws<InvalidInputException>(() => SampleOrder.Of(1, Groups, Tasks(i => i < 90 ? "add" : "local"), balance)).Message);
    }

    [Fact]
    public void Weight_OfATaskThatIsLeftOut_IsRefused()
    {
        var balance = new TaskBalance(new Dictionary<EditTask, float> { [EditTask.Named("local")] = 3 }, Equal: false)
        {
            Only = [EditTask.Named("add")],
        };
        Assert.Contains(
            "a weight for task local, of which there are no samples; allowed: one of add.",
            Assert.Throws<InvalidInputException>(() => SampleOrder.Of(1, Groups, Tasks(i => i < 90 ? "add" : "local"), balance)).Message
        );
    }

    [Fact]
    public void Weight_OfATaskWithoutSamples_IsRefused()
    {
        var balance = new TaskBalance(new Dictionary<EditTask, float> { [EditTask.Named("text")] = 3 }, Equal: false);
        Assert.Contains("a weight for task text, of which there are no samples; allowed: one of local, add.",
            Assert.Throws<InvalidInputException>(() => SampleOrder.Of(1, Groups, Tasks(i => i < 90 ? "add" : "local"), balance)).Message);
    }

    [Fact]
    public void Warning_OfMissingAndRareTasks_NamesThem()
    {
        IReadOnlyList<EditTask> wanted = [EditTask.Named("add"), EditTask.Named("text"), EditTask.Named("style")];
        var tasks = new Dictionary<EditTask, int[]> { [wanted[0]] = new int[999], [wanted[1]] = new int[4] };
        Assert.Equal("unbalanced tasks: no style; only 0.40% text", TaskBalance.None.Warning(tasks, wanted));
        Assert.Equal("unbalanced tasks: no style", (TaskBalance.None with { Equal = true }).Warning(tasks, wanted));
        Assert.Null((TaskBalance.None with { Equal = true }).Warning(tasks, wanted.Take(2).ToList()));
    }

    private static Dictionary<EditTask, int[]> Tasks(Func<int, string> task) =>
        Enumerable.Range(0, 100).GroupBy(task).ToDictionary(g => EditTask.Named(g.Key), g => g.ToArray());

    private static List<long> Epoch(SampleOrder order, int epoch) =>
        [.. Enumerable.Range(0, (int)order.EpochLength).Select(i => order[epoch * order.EpochLength + i])];

    // Groups that are read when those used last are kept.
    private static int Reads(IEnumerable<long> samples, int kept)
    {
        var (reads, last) = (0, new List<int>());
        foreach (var group in samples.Select(Groups.Of))
        {
            reads += last.Remove(group) ? 0 : 1;
            last.Insert(0, group);
            if (last.Count > kept)
                last.RemoveAt(kept);
        }
        return reads;
    }
}
