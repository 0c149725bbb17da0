using System.Globalization;
using System.Runtime.InteropServices;
using EmuEdit.Training.Torch;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// Where the memory of a training step goes: what is stored is counted, and what is not is read
/// from the system, once freed memory was handed back to it: the process without a step, with what
/// the backward pass of a step needs, and at the step's peak. Linux with glibc alone.
/// </summary>
internal static partial class MemoryBenchmark
{
    private const double Megabyte = 1e6, Allowed = 2;

    public static IEnumerable<Measurement> Run(string bundle)
    {
        TorchRuntime.EnsureLoaded();
        // What the first step compiles is the program's, not the step's.
        using (var first = new EditorStep(bundle))
            first.Run();
        var program = Resident();
        using var step = new EditorStep(bundle);
        step.Run();
        var before = Resident();
        var peak = Peak(() => step.Run()) - before;
        before = Resident();
        var losses = step.Forward();
        var activations = Resident() - before;
        foreach (var loss in losses)
            loss.Dispose();
        var (weights, parts) = (step.State.Weights.Count * sizeof(float) / Megabyte, step.State.Parts.Count);
        Print("weights", weights);
        Print("their moving average", weights);
        Print("both moments of AdamW", 2 * weights);
        Print($"gradients, one buffer for each of {parts} parts", parts * weights);
        Print("weights in bfloat16", weights / 2);
        Print("activations that the backward pass needs", activations);
        Print("whatever else a step makes and frees", peak - activations);
        var stored = (4.5 + parts) * weights;
        Print("program and libraries", program);
        Print("rest: the batch, names, graphs", before - program - stored);
        yield return new(
            "peak memory of a training step",
            stored + peak,
            "what is stored and activations",
            stored + activations,
            "MB",
            Allowed
        );
    }

    private static void Print(string what, double megabytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-48} {megabytes,7:0} MB"));

    /// <summary>Memory of the process, freed memory handed back.</summary>
    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        _ = Trim(0);
        return Status("VmRSS");
    }

    /// <summary>The most memory of the process while it works.</summary>
    private static double Peak(Action work)
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        work();
        return Status("VmHWM");
    }

    private static double Status(string name) =>
        1024
        / Megabyte
        * double.Parse(
            File.ReadLines("/proc/self/status")
                .Single(l => l.StartsWith(name, StringComparison.Ordinal))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
