using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Sessions;

/// <summary>
/// Ids of sessions: 128 bits in 32 hexadecimal digits. Ids cannot be guessed, because anyone who knows an id may use its session.
/// </summary>
public static class SessionId
{
    private const int Bytes = 16, MaxLength = 64;

    /// <summary>Returns a random id.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Returns the id for a client's idempotency key and image. The same request gives the same session.</summary>
    public static string From(string key, ReadOnlySpan<byte> picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        hash.AppendData(picture);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }

    /// <summary>
    /// Checks that an id is safe as part of a name. An id that was never issued passes, and a search for it finds nothing.
    /// </summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">The id has other characters than letters, digits, '-' and '_', or more than 64.</exception>
    public static string Check(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is >= 1 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : throw new InvalidInputException(
                $"session id '{string.Concat(id.Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c))}'",
                "the 32 hexadecimal digits that its creation returned"
            );
    }
}
