using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// Handles Ctrl-C, and the signal by which a system ends a process, from the start. System.CommandLine handles them only after a command
/// has first awaited something. Until then they would end the process at any point, without a message. A second signal ends the process at
/// once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to stop, because a training run first writes its checkpoint.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>One Ctrl-C may arrive twice: from the terminal, and from the program that started this one.</summary>
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _sinceFirst = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() =>
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];

    /// <summary>A token that the first signal cancels.</summary>
    public CancellationToken Token => _stop.Token;

    // The source of the token is not disposed of, because a signal may still arrive.
    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = !_sinceFirst.IsRunning || _sinceFirst.Elapsed < SameSignal;
        if (_stop.IsCancellationRequested)
            return;
        _sinceFirst.Start();
        _ = _stop.CancelAsync();
        _ = EndAfterPatienceAsync();
    }

    private static async Task EndAfterPatienceAsync()
    {
        await Task.Delay(Patience);
        // Environment.Exit would release memory that native code may still use.
        Process.GetCurrentProcess().Kill();
    }
}
