using EmuEdit.Core;

namespace EmuEdit.Http;

/// <summary>The files of a bundle and their hashes, as <c>sha256sum</c> writes them. It is uploaded last: a bundle that has it is there as a whole.</summary>
internal static class BundleManifest
{
    public const string File = "bundle.sha256";

    /// <summary>The files of a manifest, each with its SHA-256 in lower-case hexadecimal.</summary>
    /// <exception cref="InvalidInputException">A line is none, or leads out of the bundle.</exception>
    public static IReadOnlyList<(string File, string Hash)> Read(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Entry(line.TrimEnd('\r')))];

    // 64 digits, a space, a space or an asterisk, the name.
    private static (string File, string Hash) Entry(string line)
    {
        var (hash, file) = line.Length > 66 ? (line[..64], line[66..]) : ("", "");
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) && file.Split('/').All(part => part is not ("" or "." or "..")) && !file.Contains('\\', StringComparison.Ordinal)
            ? (file, hash)
            : throw new InvalidInputException($"the line '{line}' of {File}", "SHA-256, two spaces, the name of a file in the bundle", "upload the bundle with infra/upload-models.sh");
    }
}
