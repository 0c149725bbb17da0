using System.Collections.Frozen;
using System.Security.Cryptography;

namespace EmuEdit.Http;

/// <summary>
/// A file of the Studio's page. <c>studio/build.sh</c> writes it to this folder, and the build embeds it in the assembly.
/// </summary>
/// <param name="Content">The complete content.</param>
/// <param name="Type">The media type.</param>
/// <param name="Tag">Identifies this content.</param>
internal sealed record StudioFile(ReadOnlyMemory<byte> Content, string Type, string Tag)
{
    private const string Prefix = "page/";

    private static readonly Lazy<FrozenDictionary<string, StudioFile>> s_files = new(Load);

    /// <summary>All files by name: <c>index.html</c>, and under <c>studio/</c> the files that it uses.</summary>
    public static IReadOnlyDictionary<string, StudioFile> All => s_files.Value;

    private static FrozenDictionary<string, StudioFile> Load()
    {
        var assembly = typeof(StudioFile).Assembly;
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal));
        return names.ToFrozenDictionary(n => n[Prefix.Length..], Read);

        StudioFile Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new(content, TypeOf(name), Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8)));
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".webp" => "image/webp",
        ".woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
}
