using System.Text;

namespace EmuEdit.Cli.Terminal;

/// <summary>A writer that hands over whole lines, without their ends. May be used from several threads.</summary>
internal sealed class LineWriter(Action<string> take) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_lock)
            if (value == '\n')
                End();
            else if (value != '\r')
                _line.Append(value);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    // One piece is not to be torn by another thread's.
    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
            foreach (var value in buffer)
                Write(value);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush()
    {
        lock (_lock)
            if (_line.Length > 0)
                End();
    }

    private void End()
    {
        var line = _line.ToString();
        _line.Clear();
        take(line);
    }
}
