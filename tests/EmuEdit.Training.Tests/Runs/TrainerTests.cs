using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Training.Tests.Runs;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Editor_Trained_LowersItsLossAndTellsItsRun()
    {
        var result = Toy.Train(Toy.Editor(_folder.Path, 60));
        var lines = new Training.Runs.MetricsFile(_folder.Path).Read();
        Assert.True(result.Finished);
        Assert.True(lines.TakeLast(20).Average(l => l.Loss) < 0.9 * lines.Take(20).Average(l => l.Loss));
        Assert.Contains("success", result.HeldOut.Keys);
        Assert.Contains("c0ffee", File.ReadAllText(_folder["run.json"]));
        Assert.All(["loss.png", "success.png", "samples.png"], name => Assert.True(new FileInfo(_folder[name]).Length > 100));
    }

    [Fact]
    public void TaskPredictor_OfTwoKindsOfInstruction_TellsThemApart() =>
        Assert.Equal(1, Toy.Train(Toy.Predictor(_folder.Path, 20)).HeldOut["accuracy"]);

    [Fact]
    public void Clip_OfTwoKindsOfPicture_FindsTheirCaptions() =>
        Assert.Equal(1, Toy.Train(Toy.Clip(_folder.Path, 30)).HeldOut["retrieval"]);

    [Fact]
    public void TextToImage_Trained_LowersItsErrorAndDrawsPictures()
    {
        var first = Toy.Train(Toy.TextToImage(_folder["first"], 1)).HeldOut["error"];
        var result = Toy.Train(Toy.TextToImage(_folder["whole"], 80));
        Assert.True(result.Finished);
        Assert.InRange(result.HeldOut["error"], 0, 0.8 * first);
        Assert.All(["loss.png", "error.png", "samples.png"], name => Assert.True(new FileInfo(_folder["whole/" + name]).Length > 100));
    }

    [Fact]
    public void Editor_WithPicturesOfAnotherSize_IsRefused()
    {
        var options = Toy.Editor(_folder.Path, 1) with { Network = Toy.Network with { ImageSize = 64 } };
        Assert.Contains("32 x 32", Assert.Throws<InvalidInputException>(() => Toy.Train(options)).Message);
    }
}
