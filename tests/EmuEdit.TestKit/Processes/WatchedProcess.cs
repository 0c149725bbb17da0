using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmuEdit.TestKit;

/// <summary>What a finished command said.</summary>
public sealed record CliResult(int Code, string Output, string Error);

/// <summary>
/// A process whose streams are read as they come. Tests wait for it as long as it makes progress,
/// however slow the machine: it writes, or it computes. What does neither hangs, and is killed.
/// What still runs at the end is killed, too.
/// </summary>
public sealed class WatchedProcess : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly string _name;
    private readonly Process _process;
    private readonly StreamText _output, _error;

    /// <summary>Starts a process with its streams redirected.</summary>
    public WatchedProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        _name = string.Join(' ', [Path.GetFileName(start.FileName), .. start.ArgumentList]);
        Signals.Hear();
        _process = Process.Start(start)!;
        (_output, _error) = (new(_process.StandardOutput), new(_process.StandardError));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The next line that it writes, without the line's end.</summary>
    /// <exception cref="InvalidOperationException">It ends without one.</exception>
    /// <exception cref="TimeoutException">It hangs.</exception>
    public Task<string> OutputLine() => Line(_output, "writes a line");

    /// <summary>The next line that it writes on the error stream, without the line's end.</summary>
    /// <inheritdoc cref="OutputLine" path="/exception"/>
    public Task<string> ErrorLine() => Line(_error, "writes a line on its error stream");

    /// <summary>Waits until it has brought something about.</summary>
    /// <inheritdoc cref="OutputLine" path="/exception"/>
    public async Task Until(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var held = false;
        await Watch(() => (held = holds()) || HasEnded, what);
        // It may have done so with its last breath.
        if (!held && !holds())
            throw new InvalidOperationException($"{_name}\nended with {_process.ExitCode} before: {what}\n{Said()}");
    }

    /// <summary>Waits for its end, and for the end of its streams.</summary>
    /// <returns>How it ended, and what it said but for the lines that were read before.</returns>
    /// <exception cref="TimeoutException">It hangs.</exception>
    public async Task<CliResult> Finish()
    {
        await Watch(() => HasEnded, "ends");
        return new(_process.ExitCode, _output.Rest(), _error.Rest());
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(PosixSignal signal) => Signals.Send(_process, signal);

    /// <summary>Ends it as a power cut or the kernel would: at once, wherever it is.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!HasExited)
            Kill();
        _process.Dispose();
    }

    private bool HasEnded => HasExited && _output.HasEnded && _error.HasEnded;

    private async Task<string> Line(StreamText text, string what)
    {
        var line = "";
        await Until(() => text.TryLine(out line), what);
        return line;
    }

    private async Task Watch(Func<bool> done, string what)
    {
        for (var movement = new Movement(_process); !done(); await Task.Delay(Pause).ConfigureAwait(false))
            if (movement.WhyItHangs(_output.Length + _error.Length) is { } why)
            {
                Kill();
                throw new TimeoutException($"{_name}\n{why} before: {what}\n{Said()}");
            }
    }

    private string Said() => $"Output: {_output.All}\nError: {_error.All}";
}
