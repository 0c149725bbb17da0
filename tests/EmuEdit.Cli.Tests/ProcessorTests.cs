using System.Runtime.Intrinsics;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// Training with the instructions that this machine's processor has, and with those of an AVX2
/// processor, which libtorch and .NET are told to keep to.
/// </summary>
public sealed class ProcessorTests : IDisposable
{
    private static readonly Dictionary<string, string> s_avx2 = new()
    {
        ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
        ["MKL_ENABLE_INSTRUCTIONS"] = "AVX2",
        ["ATEN_CPU_CAPABILITY"] = "avx2",
        ["DOTNET_EnableAVX512"] = "0",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_OnAvx2_SaysFirstThatItComputesInFloat32()
    {
        using var process = CliProcess.Start(
            s_avx2,
            ["train", "task-predictor", "--run", _folder["auto"], "--steps", "1", "--batch", "4", "--held-out-count", "2"]
        );
        var result = await process.Finish();
        Assert.StartsWith("precision: float32 (this processor does not compute in bfloat16)", result.Output);
    }

    // Tolerances are of rounding alone: other instructions add up in another order. An editor with
    // other samples or other first weights would be far outside.
    [Fact]
    public async Task Train_OnAvx2AndOnWhatIsHere_GivesTheSameWeightsButForRounding()
    {
        SkipWithoutAvx512();
        await Train("here", 4, [], "float32");
        await Train("avx2", 4, s_avx2, "float32");
        AssertSame("here", "avx2");
    }

    [Fact]
    public async Task Train_BegunHereAndResumedOnAvx2_GoesOnAsIfItHadStayed()
    {
        SkipWithoutAvx512();
        // The rate follows the share of the run that is over: both are told the same lengths.
        foreach (var run in new[] { "stayed", "moved" })
            await Train(run, 2, [], "float32");
        await Train("stayed", 4, [], "auto");
        await Train("moved", 4, s_avx2, "auto");
        AssertSame("stayed", "moved");
    }

    private static void SkipWithoutAvx512() =>
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512: there is nothing to hide from a run.");

    private async Task<CliResult> Train(string run, int steps, Dictionary<string, string> environment, string precision)
    {
        string[] options =
        [
            "--run",
            _folder[run],
            "--steps",
            $"{steps}",
            "--batch",
            "4",
            "--held-out-count",
            "2",
            "--size",
            "32",
            "--warm-up-steps",
            "1",
            "--precision",
            precision,
            "--threads",
            "1",
        ];
        using var process = CliProcess.Start(environment, ["train", "editor", .. options]);
        var result = await process.Finish();
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result;
    }

    private void AssertSame(string one, string other)
    {
        Assert.InRange(Difference(one, other, "weight/"), 0, 1e-5);
        Assert.InRange(Difference(one, other, "first/"), 0, 1e-4);
    }

    // Of the norm.
    private double Difference(string one, string other, string prefix)
    {
        var (a, b) = (Read(one), Read(other));
        var names = a.Tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(names);
        var pairs = names.SelectMany(name => a.Tensors[name].Values.Zip(b.Tensors[name].Values)).ToArray();
        return Math.Sqrt(pairs.Sum(p => Square(p.First - p.Second)) / pairs.Sum(p => Square(p.First)));
    }

    private Safetensors Read(string run) => Safetensors.Read(Path.Combine(_folder[run], "editor", "checkpoint.safetensors"));

    private static double Square(double value) => value * value;
}
