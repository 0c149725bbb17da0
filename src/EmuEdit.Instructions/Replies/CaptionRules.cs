namespace EmuEdit.Instructions;

/// <summary>Which captions can be used. Checked before anything is paid for.</summary>
internal static class CaptionRules
{
    /// <summary>The longest caption, in characters.</summary>
    public const int MaxLength = 1000;

    // What a decoder puts where bytes are no text.
    private const char Replacement = '\uFFFD';

    /// <returns>What is wrong with a caption, in a sentence; null if nothing is.</returns>
    public static string? ProblemOf(string? caption)
    {
        if (string.IsNullOrWhiteSpace(caption))
            return "The caption is empty; describe the picture in a sentence.";
        if (caption.Length > MaxLength)
            return $"The caption has {caption.Length} characters; at most {MaxLength} are allowed.";
        if (Text.IsBroken(caption))
            return "The caption is not valid Unicode; half of a surrogate pair is missing.";
        if (Text.ControlIn(caption) is { } control)
            return $"The caption has the control character U+{(int)control:X4}; one line of text is allowed.";
        if (caption.Contains(Replacement))
            return "The caption was not read as the text that it is (it has U+FFFD); give it as UTF-8.";
        return caption.Any(char.IsLetterOrDigit) ? null : "The caption has no word; describe the picture in a sentence.";
    }
}
