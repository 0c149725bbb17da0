using EmuEdit.Core;

namespace EmuEdit.Http;

/// <summary>
/// The files of a bundle and their hashes, in the format of <c>sha256sum</c>. The manifest is uploaded last, so a bundle with a manifest is
/// complete.
/// </summary>
internal static class BundleManifest
{
    public const string File = "bundle.sha256";

    /// <summary>Returns the files of a manifest, each with its SHA-256 in lower-case hexadecimal.</summary>
    /// <exception cref="InvalidInputException">A line is not valid, or its path leads out of the bundle.</exception>
    public static IReadOnlyList<(string File, string Hash)> Read(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Entry(line.TrimEnd('\r')))];

    // 64 digits, a space, a space or an asterisk, then the name.
    private static (string File, string Hash) Entry(string line)
    {
        var (hash, file) = line.Length > 66 ? (line[..64], line[66..]) : ("", "");
        return
            hash.Length == 64
            && hash.All(char.IsAsciiHexDigitLower)
            && file.Split('/').All(part => part is not ("" or "." or ".."))
            && !file.Contains('\\', StringComparison.Ordinal)
            ? (file, hash)
            : throw new InvalidInputException(
                $"the line '{line}' of {File}",
                "SHA-256, two spaces, the name of a file in the bundle",
                "upload the bundle with infra/upload-models.sh"
            );
    }
}
