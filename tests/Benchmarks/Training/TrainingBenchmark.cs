using System.Diagnostics;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;
using EmuEdit.Training.Torch;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// A training step of the editor, against the same step in PyTorch eager (<c>pytorch/editor_step.py</c>): weights, batch and mathematics are the same, which the script checks in 32 bits before it is timed,
/// in whichever of bfloat16, 32 bits and channels first is the fastest for it. By turns, in processes side by side of which one waits. Needs a Python that has torch: <c>python3</c>, or what EMUEDIT_PYTHON names.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Rounds = 4, Steps = 10;
    private const double Allowed = 1.05;

    public static IEnumerable<Measurement> Run(string bundle)
    {
        TorchRuntime.EnsureLoaded();
        using var folder = new TemporaryFolder();
        var twin = folder["step.safetensors"];
        if (Python("-c", "import torch, numpy") is null)
        {
            Console.WriteLine("training step: skipped, for there is no Python with torch; on Debian 'apt install python3-torch', and EMUEDIT_PYTHON=/usr/bin/python3 where another Python comes first");
            yield break;
        }
        TwinFile.Write(twin, bundle);
        Console.Write(Python(Script, "--check", twin) ?? throw new InvalidOperationException("The step in PyTorch is not the same step."));
        using var step = new EditorStep(bundle);
        // Compiles.
        for (var i = 0; i < Steps; i++)
            step.Run();
        var (ours, theirs) = (new List<double>(), new List<double>());
        string[] fastest = new string[][] { [], ["--float32"], ["--contiguous"] }.MinBy(mode => Theirs(twin, mode))!;
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(Theirs(twin, fastest));
            ours.Add(Median(Enumerable.Range(0, Steps).Select(_ => Stopwatches.Time(() => step.Run()).TotalMilliseconds)));
        }
        yield return new("training step, 32 edits", Median(ours), $"PyTorch eager {string.Join(' ', fastest)}", Median(theirs), "ms", Allowed);
    }

    private static double Theirs(string twin, string[] mode) =>
        JsonNode.Parse(Python([Script, "--time", $"{Steps}", "--threads", $"{Environment.ProcessorCount}", .. mode, twin])!)!["milliseconds"]!.GetValue<double>();

    private static string Script => Path.Combine(Paths.Repository, "tests", "Benchmarks", "pytorch", "editor_step.py");

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2 : 0;

    /// <returns>What it said; null where it failed.</returns>
    private static string? Python(params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("EMUEDIT_PYTHON") is { Length: > 0 } named ? named : "python3";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (said, complaint) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.WaitForExit();
            _ = complaint.Result;
            return process.ExitCode == 0 ? said.Result : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
