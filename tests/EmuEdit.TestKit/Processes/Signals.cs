using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EmuEdit.TestKit;

/// <summary>
/// Signals to processes that tests start. By the C library, not by the program <c>kill</c>, which
/// not every machine has.
/// </summary>
internal static class Signals
{
    private const int Int = 2, Term = 15;

    private static readonly Lazy<bool> Heard = new(StopIgnoring);

    /// <summary>
    /// Has the processes that are started from now on hear Ctrl-C. A shell that runs the tests in
    /// the background has them ignore it, and all that they start would inherit that.
    /// </summary>
    public static void Hear() => _ = Heard.Value;

    public static void Send(Process process, PosixSignal signal)
    {
        var number = signal switch
        {
            PosixSignal.SIGINT => Int,
            PosixSignal.SIGTERM => Term,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "SIGINT or SIGTERM"),
        };
        if (kill(process.Id, number) != 0)
            throw new InvalidOperationException($"{signal} cannot be sent to process {process.Id}: error {Marshal.GetLastPInvokeError()}.");
    }

    private static bool StopIgnoring()
    {
        const string Ignored = "SigIgn:";
        if (!OperatingSystem.IsLinux())
            return false;
        var mask = ulong.Parse(
            File.ReadLines("/proc/self/status").First(l => l.StartsWith(Ignored, StringComparison.Ordinal))[Ignored.Length..].Trim(),
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture
        );
        var ignores = (mask >> (Int - 1) & 1) != 0;
        if (ignores)
            signal(Int, 0);
        return ignores;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);

    [DllImport("libc", SetLastError = true)]
    private static extern nint signal(int number, nint handler);
}
