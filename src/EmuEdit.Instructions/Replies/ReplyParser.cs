using System.Text.Json;

namespace EmuEdit.Instructions;

/// <summary>An answer as a reply has it.</summary>
/// <param name="Answer">The fields.</param>
/// <param name="Repairs">What was passed over or mended to read it, by name; empty where it was as asked for.</param>
internal sealed record ParsedReply(AgentAnswer Answer, IReadOnlyList<string> Repairs);

/// <summary>
/// Reads a reply: one JSON object with the fields of an <see cref="AgentAnswer"/>. What stands
/// around it does not matter, and neither do slips of its form that leave no doubt of what is
/// meant.
/// </summary>
internal static class ReplyParser
{
    private const string Instruction = "instruction", Object = "object", OutputCaption = "output_caption";

    private static readonly string[] Fields = [Instruction, Object, OutputCaption];
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions s_lenient = s_strict with
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <exception cref="BadReplyException">It is not that.</exception>
    public static ParsedReply Parse(string reply)
    {
        var text = ReplyText.Of(reply);
        if (text.Objects.Count == 0)
            throw NotJson(
                text.IsCut ? "the JSON object is cut short"
                : string.IsNullOrWhiteSpace(reply) ? "it is empty"
                : "it is not a JSON object"
            );
        var candidates = text.Objects.Select(Try).ToList();
        var answers = candidates.Select(c => c.Reply).OfType<ParsedReply>().ToList();
        if (answers.Count == 0)
            throw candidates[^1].Problem!;
        if (answers.DistinctBy(a => a.Answer).Skip(1).Any())
            throw NotJson($"there are {answers.Count} different JSON objects");
        return answers[0] with
        {
            Repairs = [.. text.Around, .. answers.Count > 1 ? ["said twice"] : Array.Empty<string>(), .. answers[0].Repairs],
        };
    }

    private static (ParsedReply? Reply, BadReplyException? Problem) Try(string json)
    {
        try
        {
            return (Read(json), null);
        }
        catch (BadReplyException e)
        {
            return (null, e);
        }
    }

    private static ParsedReply Read(string json)
    {
        var repairs = new List<string>();
        using var document = ParseJson(json, repairs);
        var fields = document.RootElement.EnumerateObject().ToList();
        var answer = new AgentAnswer(
            Field(fields, Instruction, repairs),
            Field(fields, Object, repairs),
            Field(fields, OutputCaption, repairs)
        );
        if (fields.Count > Fields.Length)
            repairs.Add("unknown field");
        return new(answer, [.. repairs.Distinct()]);
    }

    private static JsonDocument ParseJson(string json, List<string> repairs)
    {
        if (!json.Contains('"') && json.Contains('“'))
        {
            json = json.Replace('“', '"').Replace('”', '"');
            repairs.Add("typographic quotes");
        }
        try
        {
            return JsonDocument.Parse(json, s_strict);
        }
        catch (JsonException)
        {
            repairs.Add("comma or comment");
        }
        try
        {
            return JsonDocument.Parse(json, s_lenient);
        }
        catch (JsonException e)
        {
            throw new BadReplyException(InstructionFault.NotJson, $"it is not valid JSON: {Text.Shown(e.Message, 200).TrimEnd('.')}", e);
        }
    }

    private static string Field(List<JsonProperty> fields, string name, List<string> repairs)
    {
        if (fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList() is not [var field])
            throw new BadReplyException(InstructionFault.WrongFields, $"the field \"{name}\" is missing, or there twice");
        if (field.Name != name)
            repairs.Add("capital letters");
        var text = TextOf(field.Value, name, repairs);
        if (text.Trim() is var trimmed && trimmed != text)
            repairs.Add("white space");
        return trimmed;
    }

    private static string TextOf(JsonElement value, string name, List<string> repairs)
    {
        // An edit of the whole picture has no object.
        if (value.ValueKind is JsonValueKind.Null && name == Object)
        {
            repairs.Add("null");
            return "";
        }
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

/// <summary>
/// A reply that cannot be used; the message goes back to the model, so it is a clause without a
/// full stop.
/// </summary>
internal sealed class BadReplyException(InstructionFault fault, string problem, Exception? inner = null) : Exception(problem, inner)
{
    public InstructionFault Fault { get; } = fault;
}
