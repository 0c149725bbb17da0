using System.Text.RegularExpressions;

namespace EmuEdit.Instructions;

/// <summary>
/// What a reply holds besides its JSON: the thoughts before it, a fence, a sentence. None of it
/// says anything about the answer.
/// </summary>
/// <param name="Objects">Everything from a brace to the one that closes it, in order.</param>
/// <param name="IsCut">Whether the last brace is never closed.</param>
/// <param name="Around">Names of what else there is; empty for the object alone.</param>
internal sealed partial record ReplyText(IReadOnlyList<string> Objects, bool IsCut, IReadOnlyList<string> Around)
{
    /// <summary>
    /// The longest reply, in characters, thoughts left out: more than the longest valid fields,
    /// also where their letters are escaped.
    /// </summary>
    public const int MaxLength = 10_000;

    private const char ByteOrderMark = '\uFEFF';

    /// <exception cref="BadReplyException">It is too long, or ends in the middle of the thoughts.</exception>
    public static ReplyText Of(string reply)
    {
        var text = reply.Trim().Trim(ByteOrderMark).Trim();
        var around = new List<string>();
        if (Thoughts().Match(text) is { Success: true } thoughts)
        {
            text = text[thoughts.Length..].Trim();
            around.Add("thoughts");
        }
        else if (BeginOfThoughts().IsMatch(text))
            throw new BadReplyException(InstructionFault.NotJson, "it ends in the middle of the thoughts");
        if (text.Length > MaxLength)
            throw new BadReplyException(InstructionFault.NotJson, $"it has {text.Length} characters; at most {MaxLength} are allowed");
        var (objects, rest, isCut) = Split(text);
        around.AddRange(NamesOf(rest));
        return new(objects, isCut, around);
    }

    private static IEnumerable<string> NamesOf(string rest)
    {
        if (Fences().IsMatch(rest))
            yield return "code fence";
        switch (Fences().Replace(rest, "").Trim())
        {
            case "":
                break;
            case "[]":
                yield return "list of one";
                break;
            default:
                yield return "text around";
                break;
        }
    }

    private static (IReadOnlyList<string> Objects, string Around, bool IsCut) Split(string text)
    {
        var (objects, rest, at) = (new List<string>(), "", 0);
        for (var begin = text.IndexOf('{'); begin >= 0; begin = text.IndexOf('{', at))
        {
            rest += text[at..begin];
            if (EndOf(text, begin) is not { } end)
                return (objects, rest, true);
            objects.Add(text[begin..end]);
            at = end;
        }
        return (objects, rest + text[at..], false);
    }

    // Behind the brace that closes the one at the beginning; braces in strings do not count.
    private static int? EndOf(string text, int begin)
    {
        var (depth, inString) = (0, false);
        for (var i = begin; i < text.Length; i++)
        {
            if (inString && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                inString = !inString;
            else if (!inString && text[i] == '{')
                depth++;
            else if (!inString && text[i] == '}' && --depth == 0)
                return i + 1;
        }
        return null;
    }

    // The opening mark is often part of what the model was asked.
    [GeneratedRegex(@"^.*</(think|thinking|thought|reasoning|reflection|analysis)>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Thoughts();

    [GeneratedRegex(@"^<(think|thinking|thought|reasoning|reflection|analysis)>", RegexOptions.IgnoreCase)]
    private static partial Regex BeginOfThoughts();

    [GeneratedRegex("```[A-Za-z]*")]
    private static partial Regex Fences();
}
