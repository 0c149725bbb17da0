using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>Memory that a model may take.</summary>
internal static class FreeMemory
{
    /// <summary>Refuses what does not fit, before minutes are spent on it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="bytes">What its weights take.</param>
    /// <param name="free">What is free; null to ask the machine.</param>
    /// <exception cref="InvalidInputException">It is less.</exception>
    public static void Require(string folder, long bytes, long? free = null)
    {
        if ((free ?? Bytes) is var available && bytes > available)
            throw new InvalidInputException($"{folder} needs {Gigabytes(bytes)} GB of memory for its weights alone; {Gigabytes(available)} GB are free", "a model that fits", "close other programs, or take a smaller model or a larger machine");
    }

    /// <summary>As people read it.</summary>
    public static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);

    // The limit of a container or the machine, and of that what Linux can give without swapping.
    private static long Bytes => Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Available() ?? long.MaxValue);

    private static long? Available()
    {
        const string Info = "/proc/meminfo", Key = "MemAvailable:";
        if (!OperatingSystem.IsLinux() || !File.Exists(Info))
            return null;
        var line = File.ReadLines(Info).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var n) ? 1024 * n : null;
    }
}
