using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Evaluation.Tests;

public sealed class BundleEditorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bundle _bundle;

    public BundleEditorsTests()
    {
        new TinyBundle().Write(_folder.Path);
        _bundle = Bundle.Load(_folder.Path);
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    // The toy darkens the left half for the task "global" alone, and for this instruction predicts another task.
    [Theory]
    [InlineData(TaskSource.True, true)]
    [InlineData(TaskSource.Predicted, false)]
    [InlineData(TaskSource.Shuffled, false)]
    public void Of_SampleOfTheTaskGlobal_TakesTheTaskFromItsSource(TaskSource source, bool darkens)
    {
        var editor = BundleEditors.Of(new EditPipeline(_bundle), new EditOptions(), source);
        for (var index = 0; index < 40; index++)
            Assert.Equal(darkens, editor(Sample("global"), index).Pixels[0] < 100);
    }

    [Fact]
    public void Of_Shuffled_ReachesEveryOtherTask()
    {
        // Seen from the other fifteen tasks, "global" is drawn for about one sample in fifteen.
        var editor = BundleEditors.Of(new EditPipeline(_bundle), new EditOptions(), TaskSource.Shuffled);
        Assert.InRange(Enumerable.Range(0, 150).Count(index => editor(Sample("add"), index).Pixels[0] < 100), 2, 25);
    }

    [Fact]
    public void Ceiling_LosslessLatent_GivesTheTarget() =>
        Assert.Equal(Sample("add").Target.Pixels, BundleEditors.Ceiling(_bundle)(Sample("add"), 0).Pixels);

    [Fact]
    public void Ceiling_DecoderWithAnError_ShowsIt()
    {
        new TinyBundle { DecoderError = 0.1f }.Write(_folder["other"]);
        using var bundle = Bundle.Load(_folder["other"]);
        // 0.1 of [-1, 1] is 12.75 of 255 levels.
        var sample = Sample("add");
        Assert.InRange(BundleEditors.Ceiling(bundle)(sample, 0).Pixels[0] - sample.Target.Pixels[0], 12, 13);
    }

    [Fact]
    public void Turns_Red_BrightensTheLeftHalf() =>
        Assert.Equal(132, BundleEditors.Turns(new EditPipeline(_bundle), new EditOptions())(Grey(100), "red", 0).Pixels[0]);

    private static EditSample Sample(string task) =>
        new(Grey(100), "do it", Grey(120), EditTask.Named(task), new Mask(16, 16), "before", "after", null);

    private static Image Grey(byte value)
    {
        var image = new Image(16, 16);
        image.Pixels.AsSpan().Fill(value);
        return image;
    }
}
