using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class CudaVersionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(12080, 13, false, "driver 12.8, library 13: do not fit")]
    [InlineData(13000, 13, true, "driver 13.0, library 13: fit")]
    [InlineData(13020, 12, true, "driver 13.2, library 12: fit")]
    [InlineData(null, 13, false, "no driver, library 13")]
    public void Fit_OfADriver_IsThatItsMajorVersionIsNotOlder(int? driver, int wanted, bool fit, string said)
    {
        var versions = new CudaVersions(driver, wanted);
        Assert.Equal((fit, said), (versions.Fit, versions.ToString()));
    }

    // 16 777 216 is where the first window of the file ends.
    [Theory]
    [InlineData(0, "libcudart.so.13\0", 13)]
    [InlineData(3, "libcudart.so.%d\0libcudart.so.12\0", 12)]
    [InlineData(16_777_216 - 14, "libcudart.so.13\0", 13)]
    [InlineData(16_777_216 + 70, "libcudart.so.13", 13)]
    [InlineData(5, "libcublas.so.13\0", null)]
    public void WantedBy_ALibrary_IsTheVersionOfTheRuntimeThatItNames(int at, string text, int? wanted)
    {
        using (var file = File.Create(_folder["library.so"]))
        {
            file.Position = at;
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        }
        Assert.Equal(wanted, CudaVersions.WantedBy(_folder["library.so"]));
    }
}
