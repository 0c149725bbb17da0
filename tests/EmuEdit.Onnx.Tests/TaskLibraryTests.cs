using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class TaskLibraryTests : IDisposable
{
    private static readonly LearnedTask Mirror = new() { Created = DateTimeOffset.UnixEpoch, Phrases = ["mirror it"], Examples = 3, HeldOut = 1, StartedFrom = "color", ErrorBefore = 0.5, ErrorAfter = 0.25 };
    private static readonly float[] Vector = [1, 2, 3, 4];

    private readonly TemporaryFolder _folder = new();

    public TaskLibraryTests() => new TinyBundle().Write(_folder["toy"]);

    private TaskLibrary Library => new(_folder["toy"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_WhileABundleIsLoaded_IsKnownToItAtOnce()
    {
        using var bundle = Bundle.Load(_folder["toy"]);
        Assert.DoesNotContain("mirror", bundle.Tasks);
        Library.Add("mirror", Vector, Mirror);
        Assert.Contains("mirror", bundle.Tasks);
        Assert.Equal(Vector, bundle.TaskEmbeddings!["mirror"]);
        Assert.Equal(["mirror it"], bundle.TaskEmbeddings.Learned["mirror"].Phrases);
        Library.Delete("mirror");
        Assert.DoesNotContain("mirror", bundle.Tasks);
    }

    [Fact]
    public void Add_KeepsTheOtherTasksAndWhatIsSaidOfThem()
    {
        var before = Safetensors.Read(_folder["toy/task_embeddings.safetensors"]).Tensors;
        Library.Add("mirror", Vector, Mirror);
        Library.Add("other", Vector, Mirror with { Examples = 9 });
        var after = Safetensors.Read(_folder["toy/task_embeddings.safetensors"]).Tensors;
        Assert.All(before, t => Assert.Equal(t.Value.Values, after[t.Key].Values));
        Assert.Equal(before.Count + 2, after.Count);
        Assert.Equivalent(Mirror, Library.List()["mirror"]);
        Assert.Equal(9, Library.List()["other"].Examples);
    }

    [Fact]
    public void Add_SameTaskAgain_IsThereOnceAndAnotherOfItsNameIsRefused()
    {
        Library.Add("mirror", Vector, Mirror);
        Library.Add("mirror", Vector, Mirror);
        Assert.Contains("taken", Assert.Throws<InvalidInputException>(() => Library.Add("mirror", [4, 3, 2, 1], Mirror)).Message);
        Library.Add("mirror", [4, 3, 2, 1], Mirror, replace: true);
        Assert.Equal([4, 3, 2, 1], Safetensors.Read(_folder["toy/task_embeddings.safetensors"]).Tensors["mirror"].Values);
    }

    [Theory]
    [InlineData("", "1 to 64 lower-case letters")]
    [InlineData("Mirror", "1 to 64 lower-case letters")]
    [InlineData("mirror\n", "1 to 64 lower-case letters")]
    [InlineData("../x", "1 to 64 lower-case letters")]
    [InlineData("-x", "1 to 64 lower-case letters")]
    [InlineData("color", "taken")]
    public void Add_ANameThatCannotBe_IsRefused(string name, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidInputException>(() => Library.Add(name, Vector, Mirror, replace: true)).Message);

    [Theory]
    [InlineData(new float[] { 1, 2, 3 })]
    [InlineData(new[] { 1, 2, 3, float.NaN })]
    public void Add_AVectorThatDoesNotFit_IsRefused(float[] vector) =>
        Assert.Contains("4 numbers", Assert.Throws<InvalidInputException>(() => Library.Add("mirror", vector, Mirror)).Message);

    [Fact]
    public void Rename_KeepsVectorAndProvenance()
    {
        Library.Add("mirror", Vector, Mirror);
        Library.Rename("mirror", "flip");
        Assert.Equivalent(Mirror, Assert.Single(Library.List()).Value);
        Assert.Equal("flip", Library.List().Keys.Single());
        Assert.Contains("no task 'mirror'", Assert.Throws<InvalidInputException>(() => Library.Rename("mirror", "turn")).Message);
        Assert.Contains("taken", Assert.Throws<InvalidInputException>(() => Library.Rename("flip", "color")).Message);
    }

    [Fact]
    public void Delete_OfATrainedTask_IsRefused()
    {
        Assert.Contains("trained with", Assert.Throws<InvalidInputException>(() => Library.Delete("color")).Message);
        Assert.Contains("no task 'x'", Assert.Throws<InvalidInputException>(() => Library.Delete("x")).Message);
    }

    [Fact]
    public void Export_AndImport_CarryATaskToACopyOfTheModelAlone()
    {
        Library.Add("mirror", Vector, Mirror with { Model = TaskLibrary.ModelOf(_folder["toy"]) });
        var file = Library.Export("mirror");
        new TinyBundle().Write(_folder["copy"]);
        var copy = new TaskLibrary(_folder["copy"]);
        Assert.Equal("flip", copy.Import(file, "it", "flip"));
        Assert.Equal("mirror", copy.Import(file, "it"));
        Assert.Equal(["flip", "mirror"], copy.List().Keys.Order());

        new TinyBundle { PredictsTimestep = true }.Write(_folder["other"]);
        Assert.Contains("learned for another model", Assert.Throws<InvalidInputException>(() => new TaskLibrary(_folder["other"]).Import(file, "it")).Message);
        Assert.Contains("with 0 learned tasks", Assert.Throws<InvalidInputException>(() => copy.Import(File.ReadAllBytes(_folder["other/task_embeddings.safetensors"]), "it")).Message);
    }

    [Fact]
    public void Add_FromManyThreads_LosesNone()
    {
        Parallel.For(0, 24, i => Library.Add($"task-{i}", Vector, Mirror));
        Assert.Equal(24, Library.List().Count);
    }

    [Fact]
    public void Tasks_WhileTheFileIsReplacedByABrokenOne_SaySo()
    {
        using var bundle = Bundle.Load(_folder["toy"]);
        File.WriteAllBytes(_folder["toy/task_embeddings.safetensors"], new byte[20]);
        Assert.Contains("is broken", Assert.Throws<InvalidInputException>(() => bundle.Tasks).Message);
    }
}
