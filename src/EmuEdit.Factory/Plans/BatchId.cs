using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>
/// Ids of batches. The client chooses the id, so a repeated request starts the batch only once. Ids
/// are part of file names and URLs.
/// </summary>
public static class BatchId
{
    /// <summary>The maximum length of an id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Returns a new id: a version 7 UUID.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>Checks an id.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    public static string Check(string? id) =>
        id is { Length: >= 1 and <= MaxLength }
        && id[0] != '-'
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? id
            : throw new InvalidInputException(
                $"batch id '{Shown(id)}'",
                $"1 to {MaxLength} lower-case letters, digits and hyphens, not starting with a hyphen"
            );

    private static string Shown(string? id) => string.Concat((id ?? "").Take(MaxLength).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
