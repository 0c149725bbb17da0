using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using EmuEdit.TestKit;

namespace EmuEdit.Studio.Tests;

/// <summary>The page as it is committed.</summary>
public class PageTests
{
    private const int MostBytes = 150_000;

    private static readonly string[] Files = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
    private static readonly string[] Folders = ["src", "public"];

    private static string Sources { get; } = Path.Combine(Paths.Repository, "studio");

    private static string Page { get; } = Path.Combine(Paths.Repository, "src", "EmuEdit.Http", "Studio", "page");

    [Fact]
    public void Page_IsTheBuildOfTheSources()
    {
        var built = File.ReadAllText(Path.Combine(Page, "sources.sha256")).Trim();
        Assert.True(built == HashOfSources(), "The page's sources have changed since it was built: run studio/build.sh.");
    }

    [Fact]
    public void Page_Gzipped_IsSmall()
    {
        var files = Directory.GetFiles(Page, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) != ".sha256").ToList();
        Assert.Contains(files, f => f.EndsWith(".woff2", StringComparison.Ordinal));
        Assert.InRange(files.Sum(Gzipped), 10_000, MostBytes);
    }

    [Fact]
    public void Page_Samplers_AreThoseOfTheApi()
    {
        var text = File.ReadAllText(Path.Combine(Sources, "src", "edit", "samplers.ts"));
        var named = text.Split('\'').Where((_, i) => i % 2 == 1);
        Assert.Equal(EmuEdit.Diffusion.Samplers.Names, named);
    }

    // As studio/build.sh writes it: sha256sum over the lines that sha256sum gives for each file, sorted by name.
    private static string HashOfSources()
    {
        var within = Folders.SelectMany(f => Directory.GetFiles(Path.Combine(Sources, f), "*", SearchOption.AllDirectories));
        var names = Files.Concat(within.Select(f => Path.GetRelativePath(Sources, f).Replace('\\', '/')));
        var lines = names.Order(StringComparer.Ordinal).Select(n => $"{Hash(File.ReadAllBytes(Path.Combine(Sources, n)))}  {n}\n");
        return Hash(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static long Gzipped(string file)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(file));
        return buffer.Length;
    }
}
