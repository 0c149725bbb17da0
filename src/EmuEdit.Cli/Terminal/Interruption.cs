using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// Ctrl-C, and the signal by which a system ends a process, heard from the first moment. System.CommandLine hears them only after a command has first waited for
/// something; until then they would end the process wherever it is, with nothing said. A second signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to stop: a training run writes its checkpoint first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>One Ctrl-C may arrive twice: from the terminal, and from the program that started this one.</summary>
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _sinceFirst = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() =>
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    // The source of the token stays: a signal may still be on its way.
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
        // Not Environment.Exit, which tears down what native code may still compute with.
        Process.GetCurrentProcess().Kill();
    }
}
