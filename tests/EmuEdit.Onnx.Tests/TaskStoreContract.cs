using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// What a <see cref="TaskLibrary"/> does over every <see cref="ITaskStore"/>, and what a loaded
/// bundle hears of it.
/// </summary>
public abstract class TaskStoreContract : IDisposable
{
    protected static readonly LearnedTask Mirror = new()
    {
        Created = DateTimeOffset.UnixEpoch,
        Phrases = ["mirror it"],
        Examples = 3,
        HeldOut = 1,
        StartedFrom = "color",
        ErrorBefore = 0.5,
        ErrorAfter = 0.25,
    };
    protected static readonly float[] Vector = [1, 2, 3, 4];

    protected TaskStoreContract() => new TinyBundle().Write(Folder["toy"]);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected TemporaryFolder Folder { get; } = new();

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another store over the same place: what another process has.</summary>
    protected abstract Task<ITaskStore> Open(string bundle);

    protected async Task<TaskLibrary> Library(string bundle = "toy") => new(await Open(Folder[bundle]));

    [Fact]
    public async Task Add_WhileABundleIsLoadedElsewhere_IsKnownToItByItsNameAtOnce()
    {
        var store = await Open(Folder["toy"]);
        using var bundle = Bundle.Load(Folder["toy"], tasks: _ => store);
        Assert.DoesNotContain("mirror", bundle.Tasks);
        await (await Library()).AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        Assert.Contains("mirror", bundle.TasksFor("mirror"));
        Assert.Equal(Vector, bundle.TaskEmbeddings!["mirror"]);
        Assert.Equal(["mirror it"], bundle.TaskEmbeddings.FindLearned("mirror")!.Phrases);
        await (await Library()).DeleteAsync("mirror", Stop);
        await store.ReadAsync(Stop);
        Assert.DoesNotContain("mirror", bundle.Tasks);
    }

    [Fact]
    public async Task Add_KeepsTheOtherTasksAndWhatIsSaidOfThem()
    {
        var (store, library) = (await Open(Folder["toy"]), await Library());
        var before = (await store.ReadAsync(Stop)).Vectors;
        await library.AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        await library.AddAsync("other", Vector, Mirror with { Examples = 9 }, cancellationToken: Stop);
        var after = await store.ReadAsync(Stop);
        Assert.All(before, t => Assert.Equal(t.Value, after.Vectors[t.Key]));
        Assert.Equal(before.Count + 2, after.Vectors.Count);
        Assert.Equivalent(Mirror, after.Learned["mirror"]);
        Assert.Equal(9, (await library.ListAsync(Stop))["other"].Examples);
    }

    [Fact]
    public async Task Add_SameTaskAgain_IsThereOnceAndAnotherOfItsNameIsRefused()
    {
        var library = await Library();
        await library.AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        await library.AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        Assert.Contains(
            "taken",
            (
                await Assert.ThrowsAsync<InvalidInputException>(() =>
                    library.AddAsync("mirror", [4, 3, 2, 1], Mirror, cancellationToken: Stop)
                )
            ).Message
        );
        await library.AddAsync("mirror", [4, 3, 2, 1], Mirror, replace: true, Stop);
        var there = await (await Open(Folder["toy"])).ReadAsync(Stop);
        Assert.Equal([4, 3, 2, 1], there.Vectors["mirror"]);
    }

    [Theory]
    [InlineData("", "1 to 64 lower-case letters")]
    [InlineData("Mirror", "1 to 64 lower-case letters")]
    [InlineData("mirror\n", "1 to 64 lower-case letters")]
    [InlineData("../x", "1 to 64 lower-case letters")]
    [InlineData("-x", "1 to 64 lower-case letters")]
    [InlineData("color", "taken")]
    public async Task Add_ANameThatCannotBe_IsRefused(string name, string says)
    {
        var library = await Library();
        Assert.Contains(
            says,
            (await Assert.ThrowsAsync<InvalidInputException>(() => library.AddAsync(name, Vector, Mirror, replace: true, Stop))).Message
        );
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3 })]
    [InlineData(new[] { 1, 2, 3, float.NaN })]
    public async Task Add_AVectorThatDoesNotFit_IsRefused(float[] vector)
    {
        var library = await Library();
        Assert.Contains(
            "4 numbers",
            (
                await Assert.ThrowsAsync<InvalidInputException>(() => library.AddAsync("mirror", vector, Mirror, cancellationToken: Stop))
            ).Message
        );
    }

    [Fact]
    public async Task Rename_KeepsVectorAndProvenance()
    {
        var library = await Library();
        await library.AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        await library.RenameAsync("mirror", "flip", Stop);
        var (name, task) = Assert.Single(await (await Library()).ListAsync(Stop));
        Assert.Equal("flip", name);
        Assert.Equivalent(Mirror, task);
        Assert.Contains(
            "no task 'mirror'",
            (await Assert.ThrowsAsync<InvalidInputException>(() => library.RenameAsync("mirror", "turn", Stop))).Message
        );
        Assert.Contains(
            "taken",
            (await Assert.ThrowsAsync<InvalidInputException>(() => library.RenameAsync("flip", "color", Stop))).Message
        );
    }

    [Fact]
    public async Task Delete_OfTheLast_LeavesTheTrainedOnesWhichCannotBe()
    {
        var library = await Library();
        await library.AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        await library.DeleteAsync("mirror", Stop);
        Assert.Equal(EditTask.All.Select(t => t.Name).Order(), (await (await Open(Folder["toy"])).ReadAsync(Stop)).Vectors.Keys.Order());
        Assert.Contains(
            "trained with",
            (await Assert.ThrowsAsync<InvalidInputException>(() => library.DeleteAsync("color", Stop))).Message
        );
        Assert.Contains("no task 'x'", (await Assert.ThrowsAsync<InvalidInputException>(() => library.DeleteAsync("x", Stop))).Message);
    }

    [Fact]
    public async Task Export_AndImport_CarryATaskToACopyOfTheModelAlone()
    {
        var library = await Library();
        await library.AddAsync("mirror", Vector, Mirror with { Model = TaskLibrary.ModelOf(Folder["toy"]) }, cancellationToken: Stop);
        var file = await library.ExportAsync("mirror", Stop);
        await library.DeleteAsync("mirror", Stop);
        new TinyBundle().Write(Folder["copy"]);
        var copy = await Library("copy");
        Assert.Equal("flip", await copy.ImportAsync(file, "it", "flip", cancellationToken: Stop));
        Assert.Equal("mirror", await copy.ImportAsync(file, "it", cancellationToken: Stop));
        Assert.Equal(["flip", "mirror"], (await copy.ListAsync(Stop)).Keys.Order());

        new TinyBundle { PredictsTimestep = true }.Write(Folder["other"]);
        var other = await Library("other");
        Assert.Empty(await other.ListAsync(Stop));
        Assert.Contains(
            "learned for another model",
            (await Assert.ThrowsAsync<InvalidInputException>(() => other.ImportAsync(file, "it", cancellationToken: Stop))).Message
        );
        var none = File.ReadAllBytes(Folder["other/task_embeddings.safetensors"]);
        Assert.Contains(
            "with 0 learned tasks",
            (await Assert.ThrowsAsync<InvalidInputException>(() => copy.ImportAsync(none, "it", cancellationToken: Stop))).Message
        );
    }

    [Fact]
    public async Task Change_FromManyStoresAtOnce_LosesNone()
    {
        await Parallel.ForAsync(
            0,
            24,
            Stop,
            async (i, stop) => await (await Library()).AddAsync($"task-{i}", Vector, Mirror, cancellationToken: stop)
        );
        var library = await Library();
        await Parallel.ForAsync(
            0,
            24,
            Stop,
            async (i, stop) =>
                await (i % 2 == 0 ? library.DeleteAsync($"task-{i}", stop) : library.RenameAsync($"task-{i}", $"renamed-{i}", stop))
        );
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => $"renamed-{2 * i + 1}").Order(),
            (await (await Library()).ListAsync(Stop)).Keys.Order()
        );
    }

    [Fact]
    public async Task Add_OfOneNameFromTwoStores_IsTakenOnce()
    {
        var (one, other) = (await Library(), await Library());
        var results = await Task.WhenAll(Added(one, [1, 1, 1, 1]), Added(other, [2, 2, 2, 2]));
        Assert.Single(results, added => added);

        static async Task<bool> Added(TaskLibrary library, float[] vector)
        {
            try
            {
                await library.AddAsync("mirror", vector, Mirror, cancellationToken: Stop);
                return true;
            }
            catch (InvalidInputException e) when (e.Message.Contains("taken", StringComparison.Ordinal))
            {
                return false;
            }
        }
    }
}
