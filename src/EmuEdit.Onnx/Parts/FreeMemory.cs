using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>Checks whether a model fits into memory.</summary>
internal static class FreeMemory
{
    /// <summary>Throws when a model does not fit, before minutes are spent on loading it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="bytes">Memory that the model's weights take, in bytes.</param>
    /// <param name="free">Free memory in bytes; null, the default, to ask the machine.</param>
    /// <exception cref="InvalidInputException">Less memory is free than the model needs.</exception>
    public static void Require(string folder, long bytes, long? free = null)
    {
        if ((free ?? Bytes) is var available && bytes > available)
            throw new InvalidInputException(
                $"{folder} needs {Gigabytes(bytes)} GB of memory for its weights alone; {Gigabytes(available)} GB are free",
                "a model that fits",
                "close other programs, or take a smaller model or a larger machine"
            );
    }

    /// <summary>Formats bytes as gigabytes, for people.</summary>
    public static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);

    // The limit of the container or machine, or less when Linux cannot give that much without swapping.
    private static long Bytes => Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Available() ?? long.MaxValue);

    private static long? Available()
    {
        const string Info = "/proc/meminfo", Key = "MemAvailable:";
        if (!OperatingSystem.IsLinux() || !File.Exists(Info))
            return null;
        var line = File.ReadLines(Info).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return
            line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var n)
            ? 1024 * n
            : null;
    }
}
