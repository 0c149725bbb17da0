using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Rules for blob names. A name has segments between single slashes. A segment has letters, digits, '-', '_' and '.', and does not begin
/// with a dot. A name has at most 512 characters. Such a name is the same in a URL and on every case-sensitive file system, and it never
/// leads out of its folder.
/// </summary>
public static class BlobName
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>Checks a name.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="InvalidInputException">The name is not valid.</exception>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= MaxLength && name.Split('/').All(IsSegment)
            ? name
            : throw new InvalidInputException(
                $"blob name '{Shown(name)}'",
                $"segments of letters, digits, - _ . between slashes, none beginning with a dot, {MaxLength} characters in all"
            );
    }

    /// <summary>Returns the content type for a name's extension.</summary>
    public static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".png" => "image/png",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };

    private static bool IsSegment(string segment) =>
        segment.Length > 0 && segment[0] != '.' && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static string Shown(string name) => string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
