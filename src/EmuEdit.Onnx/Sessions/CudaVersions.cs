using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;

namespace EmuEdit.Onnx;

/// <summary>The CUDA version that the driver supports, and the one that this build of ONNX Runtime needs.</summary>
/// <param name="Driver">
/// The driver's version in CUDA's own numbering: 1000 times the major version plus 10 times the
/// minor one; null without a driver.
/// </param>
/// <param name="Wanted">Major version of the <c>libcudart</c> that the library needs.</param>
public sealed record CudaVersions(int? Driver, int Wanted)
{
    private const string Library = "libonnxruntime_providers_cuda.so", Runtime = "libcudart.so.";
    private const int Window = 1 << 24;

    private delegate int GetVersion(out int version);

    /// <summary>
    /// Whether the driver can run the build. A driver runs programs for its own major version of
    /// CUDA or an older one. Forward compatibility libraries count as a driver.
    /// </summary>
    public bool Fit => Driver / 1000 >= Wanted;

    /// <summary>Finds the versions of this process; null for a build without CUDA.</summary>
    public static CudaVersions? Here() => LibraryFile() is { } file && WantedBy(file) is { } wanted ? new(DriverHere(), wanted) : null;

    /// <summary>Formats the versions for people, for example "driver 12.8, library 13: do not fit".</summary>
    public override string ToString() =>
        Driver is { } driver
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"driver {driver / 1000}.{driver % 1000 / 10}, library {Wanted}: {(Fit ? "fit" : "do not fit")}"
            )
            : $"no driver, library {Wanted}";

    /// <summary>
    /// Finds the major version of the CUDA runtime that a library names as a dependency; null when
    /// it names none.
    /// </summary>
    internal static int? WantedBy(string library)
    {
        // The library has hundreds of megabytes, so it is read in windows that overlap.
        using var map = MemoryMappedFile.CreateFromFile(library, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        var length = new FileInfo(library).Length;
        var window = new byte[Window];
        ReadOnlySpan<byte> name = Encoding.ASCII.GetBytes(Runtime);
        for (long start = 0; start < length; start += Window - 64)
        {
            using var view = map.CreateViewStream(start, Math.Min(Window, length - start), MemoryMappedFileAccess.Read);
            ReadOnlySpan<byte> text = window.AsSpan(
                0,
                view.ReadAtLeast(window, (int)Math.Min(Window, length - start), throwOnEndOfStream: false)
            );
            for (var at = text.IndexOf(name); at >= 0; at = text.IndexOf(name))
            {
                text = text[(at + name.Length)..];
                // A number that the end of the window may have cut is whole in the next window.
                var (digits, last) = (Digits(text), start + Window >= length);
                if (
                    (digits < text.Length || last)
                    && int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                )
                    return major;
            }
        }
        return null;
    }

    private static int Digits(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : text.Length;

    private static string? LibraryFile() =>
        new[] { Library, Path.Combine("runtimes", "linux-x64", "native", Library) }
            .Select(f => Path.Combine(AppContext.BaseDirectory, f))
            .FirstOrDefault(File.Exists);

    private static int? DriverHere() =>
        NativeLibrary.TryLoad("libcuda.so.1", out var driver) && NativeLibrary.TryGetExport(driver, "cuDriverGetVersion", out var function)
        && Marshal.GetDelegateForFunctionPointer<GetVersion>(function)(out var version) == 0 ? version : null;
}
