using System.Diagnostics;
using EmuEdit.Core;
using Xunit;

namespace EmuEdit.TestKit;

/// <summary>Has a reader read damaged files.</summary>
public static class FileFuzz
{
    private const long Seed = 20, Allocation = 32 << 20, AllocationPerByte = 64;

    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2), Hung = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Damages a file in <see cref="FuzzCounts.FilesEach"/> ways, and fails where the reader does
    /// not refuse it in one line or read it, within two seconds and with memory of the file's
    /// order.
    /// </summary>
    /// <param name="name">What is read; in the message.</param>
    /// <param name="whole">A file that is in order.</param>
    /// <param name="read">Reads one.</param>
    public static void Run(string name, byte[] whole, Action<byte[]> read)
    {
        read(whole);
        for (var i = 0; i < FuzzCounts.FilesEach; i++)
        {
            var file = Damage.Of(whole, new(Seed, i));
            if (Problem(file, read) is { } problem)
                Assert.Fail(
                    $"{name}, file {i} of seed {Seed}: {problem}\n{Convert.ToBase64String(file.AsSpan(0, Math.Min(file.Length, 6000)))}"
                );
        }
    }

    /// <summary>As <see cref="Run(string, byte[], Action{byte[]})"/>, with a reader of paths.</summary>
    /// <param name="path">A file that is in order; it is written over.</param>
    /// <param name="read">Reads what is there.</param>
    public static void Run(string path, Action read) => Run(Path.GetFileName(path), File.ReadAllBytes(path), file =>
    {
        File.WriteAllBytes(path, file);
        read();
    });

    private static string? Problem(byte[] file, Action<byte[]> read)
    {
        var (problem, time) = Once(file, read);
        // Where others compute, too, a file may take long by chance, but not twice.
        return problem
            ?? (time > Quick && Once(file, read).Time is var again && again > Quick ? $"it takes {again.TotalSeconds:0.0} s" : null);
    }

    private static (string? Problem, TimeSpan Time) Once(byte[] file, Action<byte[]> read)
    {
        var clock = Stopwatch.StartNew();
        var reading = Task.Run(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(file);
            }
            catch (InvalidInputException e)
            {
                if (e.Message.Any(char.IsControl))
                    return $"more than a line: {e}";
            }
            catch (Exception e)
            {
                return e.ToString();
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return allocated > Allocation + AllocationPerByte * file.Length
                ? $"it allocates {allocated >> 20} MB for {file.Length} bytes"
                : null;
        });
        return (reading.Wait(Hung) ? reading.Result : "it does not end", clock.Elapsed);
    }
}
