using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>
/// Captions as text: UTF-8, one a line, at least one; each of 1 to 1000 characters, none of them a
/// control character. Blank lines are passed over.
/// </summary>
public static class CaptionFile
{
    /// <summary>The longest caption, in characters.</summary>
    public const int MaxCaption = 1000;

    /// <summary>The longest file, bytes.</summary>
    public const int MaxBytes = 1 << 26;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all captions.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="InvalidInputException">It is no such file; the message has the line.</exception>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length > MaxBytes)
            throw new InvalidInputException(
                $"captions {name} of {content.Length} bytes",
                $"at most {MaxBytes}",
                "make several batches of them"
            );
        var captions = Text(content, name)
            .Split('\n')
            .Index()
            .Select(l => Caption(l.Item.Trim(), l.Index + 1, name))
            .Where(c => c.Length > 0)
            .ToList();
        return captions.Count > 0
            ? captions
            : throw new InvalidInputException($"captions {name} without a caption", "at least one", "write one a line");
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
                $"captions {name} that are no text",
                "UTF-8, one caption a line",
                "save it as plain text in UTF-8"
            );
        }
    }

    private static string Caption(string line, int number, string name)
    {
        if (line.Length > MaxCaption)
            throw new InvalidInputException(
                $"line {number} of captions {name} has {line.Length} characters",
                $"at most {MaxCaption}",
                "write one caption a line"
            );
        return line.Any(char.IsControl)
            ? throw new InvalidInputException($"line {number} of captions {name} has a control character", "plain text, one caption a line")
            : line;
    }
}
