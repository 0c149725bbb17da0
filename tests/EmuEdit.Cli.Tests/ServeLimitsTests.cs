using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public class ServeLimitsTests
{
    private const long Gigabyte = 1_000_000_000;

    // The shipped bundle, four clients at once, one of them with 12 megapixels. How soon it starts
    // is measured by the benchmarks, on a machine that does nothing else.
    [Fact]
    public async Task Serve_UnderLoad_StaysBelowAGigabyte()
    {
        LongChecks.SkipUnlessAsked();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var server = new ServerProcess("--bundle", Path.Combine(Paths.Repository, "models", "tiny"));
        var codec = new SkiaCodec();
        var small = codec.EncodePng(Pictures.Slopes(200, 150));
        await server.EditAsync([codec.EncodePng(Pictures.Slopes(4000, 3000)), .. Enumerable.Repeat(small, 7)], clients: 4);
        Assert.InRange(server.PeakBytes, 1, Gigabyte);
    }
}
