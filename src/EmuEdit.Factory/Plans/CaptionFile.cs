using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>
/// Captions as UTF-8 text, one caption per line, at least one caption. A caption has 1 to 1000
/// characters and no control characters. Blank lines are ignored.
/// </summary>
public static class CaptionFile
{
    /// <summary>The maximum length of a caption, in characters.</summary>
    public const int MaxCaption = 1000;

    /// <summary>The maximum size of a file, in bytes.</summary>
    public const int MaxBytes = 1 << 26;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all captions.</summary>
    /// <param name="content">The content of the file.</param>
    /// <param name="name">The name of the file in error messages.</param>
    /// <exception cref="InvalidInputException">
    /// The file is not valid. The message names the line.
    /// </exception>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length > MaxBytes)
            throw new InvalidInputException(
                $"captions {name} of {content.Length} bytes",
                $"at most {MaxBytes}",
                "split the file and start several batches"
            );
        var captions = Text(content, name)
            .Split('\n')
            .Index()
            .Select(l => Caption(l.Item.Trim(), l.Index + 1, name))
            .Where(c => c.Length > 0)
            .ToList();
        return captions.Count > 0
            ? captions
            : throw new InvalidInputException($"captions {name} without a caption", "at least one", "write one caption per line");
    }

    private static string Text(ReadOnlySpan<byte> content, string name)
    {
        try
        {
            return Strict.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException(
                $"captions {name} that are not text",
                "UTF-8, one caption per line",
                "save the file as plain text in UTF-8"
            );
        }
    }

    private static string Caption(string line, int number, string name)
    {
        if (line.Length > MaxCaption)
            throw new InvalidInputException(
                $"line {number} of captions {name} has {line.Length} characters",
                $"at most {MaxCaption}",
                "write one caption per line"
            );
        return line.Any(char.IsControl)
            ? throw new InvalidInputException(
                $"line {number} of captions {name} has a control character",
                "plain text, one caption per line"
            )
            : line;
    }
}
