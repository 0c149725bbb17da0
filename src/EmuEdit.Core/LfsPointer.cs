using System.Text;

namespace EmuEdit.Core;

/// <summary>
/// The text that git leaves in place of a large file that was not fetched. It starts with a fixed
/// line (the Git LFS specification, version 1).
/// </summary>
public static class LfsPointer
{
    /// <summary>The first characters of every pointer.</summary>
    public const string Beginning = "version https://git-lfs.github.com/spec/";

    /// <summary>Name of a pointer in messages.</summary>
    public const string Name = "a Git LFS pointer";

    /// <summary>Advice for messages.</summary>
    public const string Advice = "fetch it with 'git lfs pull'";

    /// <summary>Whether a file's first bytes are those of a pointer.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.ASCII.GetBytes(Beginning));

    /// <summary>
    /// Throws when a file is a pointer. A file that cannot be opened passes, because its reader
    /// reports that error better.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What the file should be, with its article.</param>
    /// <exception cref="InvalidInputException">The file is a pointer.</exception>
    public static void Refuse(string path, string expected)
    {
        if (File.Exists(path) && Is(Head(path)))
            throw new InvalidInputException($"{path} is {Name}", expected, Advice);
    }

    private static byte[] Head(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var head = new byte[Beginning.Length];
            return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
