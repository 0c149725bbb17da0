using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Trainers;

namespace EmuEdit.Functions.Tests;

public class InverterTests
{
    // It learns where libtorch is among the app's own libraries.
    [Fact]
    public void Learn_InThisApp_FindsItsLibraries()
    {
        using var folder = new TemporaryFolder();
        var pair = new ExamplePair("pair", Pictures.Slopes(64, 64), new Image(64, 64));
        var learned = new TaskInverter().Learn(new()
        {
            Name = "blacken",
            Bundle = Path.Combine(Paths.Repository, "models", "tiny"),
            Folder = folder["run"],
            Examples = TaskExamples.Of("blacken", [pair], 64),
            Settings = new() { Steps = 1 },
        }, null, TestContext.Current.CancellationToken);
        Assert.Equal((1, true), ((int)learned!.Task.Steps, learned.Vector.All(float.IsFinite)));
    }
}
