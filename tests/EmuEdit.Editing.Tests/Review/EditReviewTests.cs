using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

public sealed class EditReviewTests : IDisposable
{
    private readonly Bundle _bundle = Bundle.Load(Path.Combine(Paths.Repository, "models", "tiny"));

    public void Dispose() => _bundle.Dispose();

    [Fact]
    public void Instruction_WithAnUnknownWord_NamesIt()
    {
        var concern = Assert.Single(Check("remove the purple giraffe"));
        Assert.Equal(EditConcernKind.UnknownWords, concern.Kind);
        Assert.Contains("\"giraffe\"", concern.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what is this?")]
    [InlineData("asdkfj")]
    [InlineData("rends le ciel rouge")]
    public void Text_ThatIsNoEdit_IsSaidToBeNone(string instruction) =>
        Assert.Contains(Check(instruction), c => c.Kind == EditConcernKind.NotAnEdit);

    [Fact]
    public void SeveralEdits_AreOfferedAsTurns()
    {
        var concern = Assert.Single(Check("make it night and then blur it"));
        Assert.Equal(["make it night", "blur it"], concern.Suggestions);
    }

    [Fact]
    public void Picture_UnlikeTheTraining_IsUnusual()
    {
        var noise = new Image(64, 64);
        new Random(1).NextBytes(noise.Pixels);
        Assert.Contains(Check("make it night", noise), c => c.Kind == EditConcernKind.UnusualImage);
    }

    [Fact]
    public void Object_ThatIsThere_RaisesNoConcern() => Assert.Empty(Check("remove the red sphere"));

    [Fact]
    public void StrictEdit_WithAConcern_IsRefusedBeforeItIsMade()
    {
        var steps = 0;
        var refused = Assert.Throws<InvalidInputException>(() =>
            new EditPipeline(_bundle).Edit(
                Scene(),
                "remove the giraffe",
                new() { Strict = true },
                new Counter(() => steps++),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Contains("giraffe", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, steps);
    }

    [Fact]
    public void Edit_WithAConcern_SaysSo()
    {
        var result =
            new EditPipeline(_bundle).Edit(Scene(), "remove the giraffe", new(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(EditConcernKind.UnknownWords, Assert.Single(result.Concerns).Kind);
        Assert.Equal(result.Concerns[0].Text, result.Remarks[0]);
    }

    private IReadOnlyList<EditConcern> Check(string instruction, Image? picture = null) =>
        new EditReview(_bundle).Check(picture ?? Scene(), instruction, new TaskChoice("remove", Predicted: false, Confidence: 1));

    private static Image Scene() => new SkiaCodec().Read(Path.Combine(Paths.Repository, "docs", "pictures", "scene.png"));

    private sealed class Counter(Action told) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => told();
    }
}
