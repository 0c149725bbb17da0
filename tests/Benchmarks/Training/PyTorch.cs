using System.Diagnostics;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks.Training;

/// <summary>The script <c>pytorch/editor_step.py</c>, run by <c>python3</c> or by what EMUEDIT_PYTHON names.</summary>
internal static class PyTorch
{
    /// <summary>Ways to run the step: bfloat16 or 32 bits, channels last or first.</summary>
    public static string[][] Modes { get; } = [[], ["--float32"], ["--contiguous"], ["--float32", "--contiguous"]];

    /// <summary>Whether there is a Python with torch.</summary>
    public static bool IsThere => Python("-c", "import torch, numpy") is not null;

    private static string Script => Path.Combine(Paths.Repository, "tests", "Benchmarks", "pytorch", "editor_step.py");

    /// <summary>Checks that loss and gradient norm are ours.</summary>
    /// <returns>What it found.</returns>
    public static string Check(string twin) =>
        Python(Script, "--check", twin) ?? throw new InvalidOperationException("The step in PyTorch is not the same step.");

    /// <summary>The median of so many steps.</summary>
    public static (double Milliseconds, string Version) Time(string twin, int steps, string[] mode)
    {
        var said = JsonNode.Parse(
            Python([Script, "--time", $"{steps}", "--warm-up", "1", "--threads", $"{Environment.ProcessorCount}", .. mode, twin])
                ?? throw new InvalidOperationException("The step in PyTorch failed.")
        )!;
        return (said["milliseconds"]!.GetValue<double>(), said["torch"]!.GetValue<string>());
    }

    /// <returns>What it said; null where it failed.</returns>
    private static string? Python(params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("EMUEDIT_PYTHON") is { Length: > 0 } named ? named : "python3";
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
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
