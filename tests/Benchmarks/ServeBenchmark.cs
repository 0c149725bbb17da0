using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks;

/// <summary>
/// <c>emuedit serve</c> as a process: how soon it answers after its start, and its memory before
/// and after thirty edits of four clients, one of them of a 12-megapixel picture. Linux only.
/// </summary>
internal static class ServeBenchmark
{
    private const int Edits = 30, Clients = 4;
    private const double Megabyte = 1e6, AllowedMegabytes = 1000;
    private static readonly TimeSpan s_allowed = TimeSpan.FromSeconds(3);

    public static IEnumerable<Measurement> Run(string bundle)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(bundle))
            yield break;
        var codec = new SkiaCodec();
        var (small, large) = (codec.EncodePng(Pictures.Slopes(200, 150)), codec.EncodePng(Pictures.Slopes(4000, 3000)));
        using var server = new ServerProcess("--bundle", Path.GetFullPath(bundle));
        server.Client.GetStringAsync("/healthz").GetAwaiter().GetResult();
        yield return Soon("serve: first answer of /healthz", server.Age);
        server.EditAsync([small], Clients).GetAwaiter().GetResult();
        yield return Soon("serve: first edit", server.Age);
        yield return Memory("serve: memory after an edit", server.ResidentBytes);
        server
            .EditAsync([.. Enumerable.Repeat(small, Edits / 2), large, .. Enumerable.Repeat(small, Edits - Edits / 2 - 1)], Clients)
            .GetAwaiter()
            .GetResult();
        yield return Memory($"serve: peak over {Edits} edits", server.PeakBytes);
    }

    private static Measurement Soon(string name, TimeSpan time) => new(name, time, "after the start", s_allowed, allowedRatio: 1);

    private static Measurement Memory(string name, long bytes) =>
        new(name, bytes / Megabyte, "a gigabyte", AllowedMegabytes, "MB", AllowedRatio: 1);
}
