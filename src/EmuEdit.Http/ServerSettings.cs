namespace EmuEdit.Http;

/// <summary>How the server listens and what it takes.</summary>
public sealed record ServerSettings
{
    /// <summary>Default of <see cref="Concurrency"/>, 1 to 4. An edit uses every core for a while; more at once than half the cores only makes all of them late.</summary>
    public static int DefaultConcurrency { get; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Address to listen on, an IP address or localhost; default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 takes a free one. Default 7071.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>The path under which a proxy shows the server, such as <c>/emu</c>: addresses in answers begin with it, and requests may. Empty, the default, for none.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>Edits at once that requests wait for.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>
    /// How long a request waits for a single edit that is made as a turn, by whichever process makes turns; then it is answered 202 with the turn's address. Null, the default, for edits that are made
    /// in this process while the request waits.
    /// </summary>
    public TimeSpan? EditPatience { get; init; }

    /// <summary>Edits that may wait; the next is answered 503 with Retry-After. Default 16.</summary>
    public int Waiting { get; init; } = 16;

    /// <summary>Largest request body, bytes; default 32 MiB.</summary>
    public long MaxBody { get; init; } = 32 << 20;

    /// <summary>How long a body may take to arrive; default 5 minutes. It must not come more slowly than a kilobyte a second, either.</summary>
    public TimeSpan BodyTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests at once whose pictures are read and stored; further ones wait, up to <see cref="WaitingPictures"/>. Default 2, on fewer than four cores 1.</summary>
    public int Pictures { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 2);

    /// <summary>Requests with pictures that may wait; the next is answered 429 with Retry-After. Default 64.</summary>
    public int WaitingPictures { get; init; } = 64;

    /// <summary>Largest picture, pixels; default 16 million: with it the process stays below a gigabyte.</summary>
    public long MaxPixels { get; init; } = 16_000_000;

    /// <summary>Most pixels of the pictures that the process holds decoded at a time, see <see cref="EmuEdit.Core.PixelBudget"/>; default 48 million.</summary>
    public long PixelBudget { get; init; } = 48_000_000;

    /// <summary>Who may come in.</summary>
    public GateSettings Gate { get; init; } = new();
}
