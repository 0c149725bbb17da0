using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Sessions;

/// <summary>Ids of sessions: 128 bits in 32 hexadecimal digits. Who knows one may use its session, so they cannot be guessed.</summary>
public static class SessionId
{
    private const int Bytes = 16, MaxLength = 64;

    /// <summary>A random id.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The id that a client's idempotency key and picture stand for: asked twice, the same session.</summary>
    public static string From(string key, ReadOnlySpan<byte> picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        hash.AppendData(picture);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }

    /// <summary>Checks that an id leads nowhere else. One that was never given out is checked by looking for it.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">It has other characters than letters, digits, '-' and '_', or more than 64.</exception>
    public static string Check(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is >= 1 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : throw new InvalidInputException($"session id '{string.Concat(id.Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c))}'", "the 32 hexadecimal digits that creating it answered");
    }
}
