namespace EmuEdit.Http;

/// <summary>The server's address and limits.</summary>
public sealed record ServerSettings
{
    /// <summary>
    /// The default of <see cref="Concurrency"/>, 1 to 4: half the number of cores. An edit uses every core for part of its time, so more
    /// edits at the same time would only make all of them slower.
    /// </summary>
    public static int DefaultConcurrency { get; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>The address to listen on, an IP address or localhost. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port. 0 selects a free one. Default 7071.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>
    /// The path under which a proxy shows the server, such as <c>/emu</c>. Addresses in responses begin with it, and requests may begin
    /// with it. Default empty: none.
    /// </summary>
    public string PathBase { get; init; } = "";

    /// <summary>The maximum number of edits that are made at the same time while their requests wait.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>
    /// How long a request waits for a single edit that is made as a turn by any process that makes turns. After that, the response is 202
    /// with the turn's address. Default null: this process makes the edit while the request waits.
    /// </summary>
    public TimeSpan? EditPatience { get; init; }

    /// <summary>The maximum number of edits that may wait. For the next one the response is 503 with Retry-After. Default 16.</summary>
    public int Waiting { get; init; } = 16;

    /// <summary>The maximum length of a request body, in bytes. Default 32 MiB.</summary>
    public long MaxBody { get; init; } = 32 << 20;

    /// <summary>How long a body may take to arrive. Default 5 minutes. The minimum rate is one kilobyte per second.</summary>
    public TimeSpan BodyTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The maximum number of requests whose images are read and stored at the same time. Further ones wait, up to
    /// <see cref="WaitingPictures"/>. Default 2, or 1 with fewer than four cores.
    /// </summary>
    public int Pictures { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 2);

    /// <summary>
    /// The maximum number of requests with images that may wait. For the next one the response is 429 with Retry-After. Default 64.
    /// </summary>
    public int WaitingPictures { get; init; } = 64;

    /// <summary>The maximum size of an image, in pixels. Default 16 million, which keeps the process below a gigabyte.</summary>
    public long MaxPixels { get; init; } = 16_000_000;

    /// <summary>
    /// The maximum number of pixels in decoded images that the process holds at the same time, see <see cref="EmuEdit.Core.PixelBudget"/>.
    /// Default 48 million.
    /// </summary>
    public long PixelBudget { get; init; } = 48_000_000;

    /// <summary>What the server logs.</summary>
    public LogSettings Log { get; init; } = new();

    /// <summary>Who may use the server.</summary>
    public GateSettings Gate { get; init; } = new();
}
