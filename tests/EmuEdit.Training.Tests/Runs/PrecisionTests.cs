using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Tests.Runs;

public sealed class PrecisionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ForNewRun_Auto_IsWhatTheProcessorComputesIn()
    {
        var natural = Processor.ComputesInBFloat16 ? TrainingPrecision.BFloat16 : TrainingPrecision.Float32;
        Assert.Equal(natural, Precisions.ForNewRun(TrainingPrecision.Auto));
    }

    [Theory]
    [InlineData(TrainingPrecision.Float32, "float32")]
    [InlineData(TrainingPrecision.BFloat16, "bfloat16")]
    public void Run_InAPrecision_SaysSoFirstAndInItsFiles(TrainingPrecision precision, string name)
    {
        var log = new List<string>();
        Toy.Train(Toy.Editor(_folder.Path, 1) with { Precision = precision, Log = log.Add });
        Assert.StartsWith($"precision: {name} (", log[0]);
        Assert.Equal(name, (string?)RunFile.Read(_folder.Path)["precision"]);
        Assert.All(new MetricsFile(_folder.Path).Read(), line => Assert.Equal(name, line.Precision));
    }

    [Theory]
    [InlineData(TrainingPrecision.Float32)]
    [InlineData(TrainingPrecision.BFloat16)]
    public void Run_ResumedWithAuto_KeepsThePrecisionItBeganWith(TrainingPrecision begun)
    {
        Toy.Train(Toy.Editor(_folder.Path, 1) with { Precision = begun });
        Toy.Train(Toy.Editor(_folder.Path, 2));
        Assert.Equal(begun.Name(), new MetricsFile(_folder.Path).Read()[^1].Precision);
    }

    [Fact]
    public void Run_ResumedInAnotherPrecision_IsRefused()
    {
        Toy.Train(Toy.Editor(_folder.Path, 1) with { Precision = TrainingPrecision.Float32 });
        var thrown = Assert.Throws<InvalidInputException>(() =>
            Toy.Train(Toy.Editor(_folder.Path, 2) with { Precision = TrainingPrecision.BFloat16 })
        );
        Assert.Contains("precision bfloat16 for the run in", thrown.Message);
        Assert.Contains("allowed: float32 or auto", thrown.Message);
    }

    [Fact]
    public void Run_ResumedFromACheckpointWithoutPrecision_ComputesInBFloat16AsItDidThen()
    {
        Toy.Train(Toy.Editor(_folder.Path, 1) with { Precision = TrainingPrecision.BFloat16 });
        var path = Path.Combine(_folder.Path, Checkpoint.FileName);
        var file = Safetensors.Read(path);
        file.Metadata.Remove("precision");
        file.Write(path);
        Toy.Train(Toy.Editor(_folder.Path, 2));
        Assert.Equal("bfloat16", new MetricsFile(_folder.Path).Read()[^1].Precision);
    }

    // bfloat16 has 8 bits: after a few steps the losses differ by some thousandths.
    [Fact]
    public void Run_InEitherPrecision_HasAboutTheSameLosses()
    {
        Toy.Train(Toy.Editor(_folder["32"], 4) with { Precision = TrainingPrecision.Float32 });
        Toy.Train(Toy.Editor(_folder["16"], 4) with { Precision = TrainingPrecision.BFloat16 });
        foreach (var (exact, rounded) in Losses("32").Zip(Losses("16")))
            Assert.Equal(exact, rounded, 0.02 * exact);
    }

    private IEnumerable<double> Losses(string run) =>
        new MetricsFile(_folder[run]).Read().Where(line => line.HeldOut is null).Select(line => line.Loss);
}
