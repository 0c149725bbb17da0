using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Http;

/// <summary>
/// A secret that a server and its clients share. Only its hash is kept. The time of a comparison does not depend on where a wrong key
/// differs.
/// </summary>
public sealed class AccessKey
{
    private const int Shortest = 16, Longest = 1000;

    private readonly byte[] _hash;

    /// <param name="key">The secret: 16 to 1000 visible ASCII characters.</param>
    /// <exception cref="InvalidInputException">The key is not valid.</exception>
    public AccessKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is < Shortest or > Longest || !key.All(c => c is > ' ' and <= '~'))
            throw new InvalidInputException(
                "a key that cannot be used",
                $"one line of {Shortest} to {Longest} letters, digits and signs without blanks",
                "make one with openssl rand -hex 32"
            );
        _hash = HashOf(key);
    }

    /// <summary>Reads the key from a file. White space around it is ignored.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or does not contain a valid key.</exception>
    public static AccessKey Read(string path)
    {
        try
        {
            return new(File.ReadAllText(path).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException(
                $"--key-file {path}, which cannot be read",
                "a file that holds the key",
                "make one with openssl rand -hex 32"
            );
        }
    }

    /// <summary>Whether a text is the key.</summary>
    public bool Is(string guess) => CryptographicOperations.FixedTimeEquals(HashOf(guess), _hash);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
