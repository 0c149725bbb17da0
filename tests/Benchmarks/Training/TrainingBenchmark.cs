using EmuEdit.Training.Torch;

namespace EmuEdit.Benchmarks.Training;

/// <summary>One training step of the editor, against the same step written in PyTorch.</summary>
internal static class TrainingBenchmark
{
    public static IEnumerable<Measurement> Run(string bundle)
    {
        TorchRuntime.EnsureLoaded();
        if (Environment.GetEnvironmentVariable("TWIN") is { } twin)
        {
            TwinFile.Write(twin, bundle);
            yield break;
        }
        using var step = new EditorStep(bundle);
        for (var i = 0; i < 5; i++)
        {
            var (l, m) = step.Run();
            if (Environment.GetEnvironmentVariable("LOSS") is not null)
                Console.WriteLine($"{l:R} {m:R} median");
        }
        var n = int.Parse(Environment.GetEnvironmentVariable("STEPS") ?? "20");
        var cpu = Environment.CpuUsage.TotalTime;
        var times = Enumerable.Range(0, n).Select(_ => Stopwatches.Time(() => step.Run()).TotalMilliseconds).ToArray();
        Console.WriteLine($"cpu {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / n:F0} ms/step; ours: " + string.Join(" ", times.Select(t => t.ToString("F0"))) + $" median {times.Order().ElementAt(n / 2):F1} p10 {times.Order().ElementAt(n / 10):F1}");
        yield break;
    }
}
