using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;

namespace EmuEdit.Onnx;

/// <summary>The version of CUDA that the driver knows, and the one that this build of ONNX Runtime was made for.</summary>
/// <param name="Driver">As CUDA counts: 1000 times the major version and 10 times the minor one; null where there is no driver.</param>
/// <param name="Wanted">Major version of the library's <c>libcudart</c>.</param>
public sealed record CudaVersions(int? Driver, int Wanted)
{
    private const string Library = "libonnxruntime_providers_cuda.so", Runtime = "libcudart.so.";
    private const int Window = 1 << 24;

    private delegate int GetVersion(out int version);

    /// <summary>
    /// Whether they go together: a driver runs what was made for its own major version of CUDA or an older one. Libraries of forward
    /// compatibility count as a driver.
    /// </summary>
    public bool Fit => Driver / 1000 >= Wanted;

    /// <summary>Those of this process; null for a build without CUDA.</summary>
    public static CudaVersions? Here() => LibraryFile() is { } file && WantedBy(file) is { } wanted ? new(DriverHere(), wanted) : null;

    /// <summary>For people, for example "driver 12.8, library 13: do not fit".</summary>
    public override string ToString() =>
        Driver is { } driver ? string.Create(CultureInfo.InvariantCulture, $"driver {driver / 1000}.{driver % 1000 / 10}, library {Wanted}: {(Fit ? "fit" : "do not fit")}") : $"no driver, library {Wanted}";

    /// <summary>The major version of CUDA's runtime that a library names as what it needs; null where it names none.</summary>
    internal static int? WantedBy(string library)
    {
        // The library has hundreds of megabytes; a window ends where the next one has begun long ago.
        using var map = MemoryMappedFile.CreateFromFile(library, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        var length = new FileInfo(library).Length;
        var window = new byte[Window];
        ReadOnlySpan<byte> name = Encoding.ASCII.GetBytes(Runtime);
        for (long start = 0; start < length; start += Window - 64)
        {
            using var view = map.CreateViewStream(start, Math.Min(Window, length - start), MemoryMappedFileAccess.Read);
            ReadOnlySpan<byte> text = window.AsSpan(0, view.ReadAtLeast(window, (int)Math.Min(Window, length - start), throwOnEndOfStream: false));
            for (var at = text.IndexOf(name); at >= 0; at = text.IndexOf(name))
            {
                text = text[(at + name.Length)..];
                // A number that the window's end may have cut stands whole in the next one.
                var (digits, last) = (Digits(text), start + Window >= length);
                if ((digits < text.Length || last) && int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var major))
                    return major;
            }
        }
        return null;
    }

    private static int Digits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : text.Length;

    private static string? LibraryFile() =>
        new[] { Library, Path.Combine("runtimes", "linux-x64", "native", Library) }.Select(f => Path.Combine(AppContext.BaseDirectory, f)).FirstOrDefault(File.Exists);

    private static int? DriverHere() =>
        NativeLibrary.TryLoad("libcuda.so.1", out var driver) && NativeLibrary.TryGetExport(driver, "cuDriverGetVersion", out var function)
        && Marshal.GetDelegateForFunctionPointer<GetVersion>(function)(out var version) == 0 ? version : null;
}
