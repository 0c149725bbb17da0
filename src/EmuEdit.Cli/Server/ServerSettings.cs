namespace EmuEdit.Cli.Server;

/// <summary>How the server listens and what it takes.</summary>
internal sealed record ServerSettings
{
    /// <summary>An edit uses every core for a while; more at once than half the cores only makes all of them late.</summary>
    public static int DefaultConcurrency { get; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 takes a free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>Edits at once.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>Edits that may wait; the next is answered 503 with Retry-After.</summary>
    public int Waiting { get; init; } = 16;

    /// <summary>Largest request body, bytes.</summary>
    public long MaxBody { get; init; } = 32 << 20;

    /// <summary>Largest picture, pixels: with it the process stays below a gigabyte.</summary>
    public long MaxPixels { get; init; } = 16_000_000;
}
