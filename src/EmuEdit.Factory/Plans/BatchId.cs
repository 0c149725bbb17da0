using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>
/// Ids of batches: chosen by who starts them, so that starting a batch twice starts it once. They
/// are part of file names and URLs.
/// </summary>
public static class BatchId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>A random id.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>Checks an id.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static string Check(string? id) =>
        id is { Length: >= 1 and <= MaxLength }
        && id[0] != '-'
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? id
            : throw new InvalidInputException(
                $"batch id '{Shown(id)}'",
                $"1 to {MaxLength} lower-case letters, digits and dashes, the first no dash"
            );

    private static string Shown(string? id) => string.Concat((id ?? "").Take(MaxLength).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
