using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EmuEdit.Core;

namespace EmuEdit.Training.Torch;

/// <summary>Loads libtorch.</summary>
public static class TorchRuntime
{
    // TorchSharp's native library was linked against this version, which older
    // distributions lack. It uses no symbol of the version that they do not have.
    private const string MissingVersion = "GLIBCXX_3.4.32";
    private const string Library = "libLibTorchSharp.so";

    private static readonly Lazy<bool> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>
    /// Loads libtorch once per process. Call it before any use of TorchSharp. If libstdc++ on Linux
    /// is older than the one TorchSharp was built with, writes a copy of TorchSharp's library that
    /// requires the newer version only weakly to the temporary folder, and loads that copy instead.
    /// </summary>
    /// <exception cref="InvalidInputException">libtorch is missing, or does not load on this machine.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        if (!OperatingSystem.IsLinux())
            return true;
        TorchMemory.Keep();
        var path = Find(Library);
        try
        {
            foreach (var dependency in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
                NativeLibrary.Load(Find(dependency));
            if (!NativeLibrary.TryLoad(path, out _))
                NativeLibrary.Load(WeakenedCopy(path));
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"libtorch does not load ({e.Message.ReplaceLineEndings(" ")})",
                "Linux x64 with glibc 2.28 or newer",
                "train on such a machine; editing needs no libtorch"
            );
        }
        return true;
    }

    private static string Find(string file)
    {
        var folders = ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new InvalidInputException(
                $"{file} is missing",
                "a build for linux-x64 that restored libtorch",
                "build EmuEdit.Training on Linux x64"
            );
    }

    private static string WeakenedCopy(string path)
    {
        var bytes = File.ReadAllBytes(path);
        new ElfSymbolVersions(bytes).Weaken(MissingVersion);
        var folder = Path.Combine(Path.GetTempPath(), "emuedit-" + Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        var copy = Path.Combine(folder, Library);
        AtomicFile.Write(copy, bytes);
        return copy;
    }
}
