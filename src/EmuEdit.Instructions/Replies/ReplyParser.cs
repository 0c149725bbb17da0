using System.Text.Json;

namespace EmuEdit.Instructions;

/// <summary>Reads a reply: one JSON object with exactly the fields of an <see cref="AgentAnswer"/>, and nothing around it.</summary>
internal static class ReplyParser
{
    /// <summary>The longest reply, in characters: more than the longest valid fields, also where their letters are escaped.</summary>
    public const int MaxLength = 10_000;

    private const string Instruction = "instruction", Object = "object", OutputCaption = "output_caption";

    private static readonly string[] Fields = [Instruction, Object, OutputCaption];

    /// <exception cref="BadReplyException">It is not that.</exception>
    public static AgentAnswer Parse(string reply)
    {
        var text = reply.Trim();
        CheckFrame(text);
        using var document = ParseJson(text);
        CheckFields([.. document.RootElement.EnumerateObject().Select(p => p.Name)]);
        return new(Field(document, Instruction), Field(document, Object), Field(document, OutputCaption));
    }

    private static void CheckFrame(string text)
    {
        if (text.Length > MaxLength)
            throw NotJson($"it has {text.Length} characters; at most {MaxLength} are allowed");
        if (!text.Contains('{'))
            throw NotJson(text.Length == 0 ? "it is empty" : "it is not a JSON object");
        if (text.StartsWith("```", StringComparison.Ordinal))
            throw NotJson("there is a code fence around the JSON object");
        if (text[0] != '{' || text[^1] != '}')
            throw NotJson("there is text around the JSON object, or the object is cut short");
    }

    private static JsonDocument ParseJson(string text)
    {
        try
        {
            return JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new BadReplyException(InstructionFault.NotJson, $"it is not valid JSON: {Text.Shown(e.Message, 200).TrimEnd('.')}", e);
        }
    }

    private static void CheckFields(string[] names)
    {
        var missing = Fields.Except(names).ToList();
        if (missing.Count > 0)
            throw new BadReplyException(InstructionFault.WrongFields, $"the field \"{missing[0]}\" is missing");
        var unknown = names.Except(Fields).ToList();
        if (unknown.Count > 0)
            throw new BadReplyException(InstructionFault.WrongFields, $"there is an unknown field \"{Text.Shown(unknown[0])}\"; the fields are {string.Join(", ", Fields)}");
    }

    private static string Field(JsonDocument document, string name)
    {
        var value = document.RootElement.GetProperty(name);
        if (value.ValueKind is not JsonValueKind.String)
            throw new BadReplyException(InstructionFault.WrongFields, $"the field \"{name}\" is not a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new BadReplyException(InstructionFault.NotPlain, $"the field \"{name}\" is not valid Unicode", e);
        }
    }

    private static BadReplyException NotJson(string problem) => new(InstructionFault.NotJson, problem);
}
