using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

/// <summary>What the pipeline refuses, and what it says then.</summary>
public sealed class EditRefusalTests : ToyEdits
{
    [Fact]
    public void Edit_UnknownTask_ListsTheKnown() =>
        Assert.Contains(
            "segmentation-map",
            Assert.Throws<InvalidInputException>(() => Pipeline(new()).Run(Grey(16, 16), "red", new() { Task = "fly" })).Message
        );

    [Fact]
    public void Edit_NoTaskAndNoPredictor_AsksForTheTask() =>
        Assert.Contains(
            "name the task",
            Assert.Throws<InvalidInputException>(() => Pipeline(new() { TaskPredictor = false }).Run(Grey(16, 16), "red", new())).Message,
            StringComparison.OrdinalIgnoreCase
        );

    [Fact]
    public void Edit_NetworkThatGivesNoNumbers_IsRefused() =>
        Assert.Contains(
            "not numbers",
            Assert.Throws<ModelException>(() => Pipeline(new() { DecoderError = float.NaN }).Run(Grey(16, 16), "red", new())).Message
        );

    [Theory]
    [InlineData("""{"image_size": 16, "defaults": {"steps": 0}}""", "1 to 1000")]
    [InlineData("""{"image_size": 16, "defaults": {"alpha": 2}}""", "0 to 1")]
    [InlineData("""{"image_size": 16, "defaults": {"sampler": "magic"}}""", "ddim")]
    public void Constructor_BundleWithAnImpossibleDefault_IsRefused(string emuEdit, string allowed)
    {
        new TinyBundle().Write(Folder.Path);
        File.WriteAllText(Folder["emu_edit.json"], emuEdit);
        Bundle = Bundle.Load(Folder.Path);
        Assert.Contains(allowed, Assert.Throws<InvalidInputException>(() => new EditPipeline(Bundle)).Message);
    }
}
