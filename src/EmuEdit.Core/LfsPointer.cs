using System.Text;

namespace EmuEdit.Core;

/// <summary>
/// What git leaves in place of a large file that was not fetched: a few lines of text that begin with a fixed one (the Git LFS
/// specification, version 1).
/// </summary>
public static class LfsPointer
{
    /// <summary>How one begins.</summary>
    public const string Beginning = "version https://git-lfs.github.com/spec/";

    /// <summary>What it is called in messages.</summary>
    public const string Name = "a Git LFS pointer";

    /// <summary>What to do about it.</summary>
    public const string Advice = "fetch it with 'git lfs pull'";

    /// <summary>Whether a file's first bytes are those of one.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.ASCII.GetBytes(Beginning));

    /// <summary>Refuses a file that is one. One that cannot be opened passes: whoever reads it says so better.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be, with its article.</param>
    /// <exception cref="InvalidInputException">It is one.</exception>
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
