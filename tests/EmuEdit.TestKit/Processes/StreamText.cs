using System.Text;

namespace EmuEdit.TestKit;

/// <summary>The text of a stream, read as it comes, so that the writer never waits for its reader.</summary>
internal sealed class StreamText
{
    private readonly StringBuilder _text = new();
    private int _read;
    private volatile bool _hasEnded;

    public StreamText(TextReader stream) => Task.Run(() => Read(stream));

    public bool HasEnded => _hasEnded;

    /// <summary>Characters so far.</summary>
    public int Length
    {
        get
        {
            lock (_text)
                return _text.Length;
        }
    }

    /// <summary>All so far.</summary>
    public string All
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    /// <summary>All after the lines that were taken.</summary>
    public string Rest() => All[_read..];

    /// <summary>Takes the next line, without its end.</summary>
    /// <returns>False where it has not come yet; <paramref name="line"/> is then empty.</returns>
    public bool TryLine(out string line)
    {
        var rest = Rest();
        var end = rest.IndexOf('\n', StringComparison.Ordinal);
        line = end < 0 ? "" : rest[..end].TrimEnd('\r');
        _read += end + 1;
        return end >= 0;
    }

    private async Task Read(TextReader stream)
    {
        try
        {
            var buffer = new char[4096];
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
                lock (_text)
                    _text.Append(buffer, 0, count);
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits for the rest.
        }
        _hasEnded = true;
    }
}
