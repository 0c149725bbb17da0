using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// What a command writes, as its <see cref="OutputMode"/> says. The console belongs to the process, and so does the mode. A command may
/// also write to <see cref="Console"/>: in JSON, each line of that is an object of the type <c>output</c>.
/// </summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static TextWriter s_lines = TextWriter.Null;

    public static OutputMode Mode { get; private set; }

    /// <summary>Sets the mode until the result is disposed of.</summary>
    public static IDisposable Begin(OutputMode mode)
    {
        (Mode, s_lines) = (mode, Console.Out);
        if (mode is OutputMode.Json)
            Console.SetOut(new LineWriter(line => Json("output", new { Text = line })));
        return new End(Console.Out);
    }

    /// <summary>Writes what the command does now. It is not part of the result.</summary>
    public static void Say(string message)
    {
        if (Mode is OutputMode.Json)
            Json("message", new { Text = message });
        else if (Mode is OutputMode.Text && !ProgressDisplay.WriteAbove(message))
            Console.WriteLine(message);
    }

    /// <summary>Writes a warning to standard error, unless only errors are wanted.</summary>
    public static void Warn(string message)
    {
        if (Mode is OutputMode.Json)
            Json("warning", new { Text = message });
        else if (Mode is OutputMode.Text && !ProgressDisplay.WriteAbove(message))
            Console.Error.WriteLine(message);
    }

    /// <summary>Writes a part of the result.</summary>
    /// <param name="text">The result as text.</param>
    /// <param name="fields">The same as fields of a JSON object.</param>
    public static void Result(string text, object fields)
    {
        if (Mode is OutputMode.Json)
            Json("result", fields);
        else
            Console.WriteLine(text);
    }

    /// <summary>Writes a JSON object if the mode is JSON.</summary>
    public static void Json(string type, object fields)
    {
        if (Mode is not OutputMode.Json)
            return;
        var line = new JsonObject { ["type"] = type };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(fields, s_json)!.AsObject())
            line[name] = value?.DeepClone();
        lock (s_lines)
        {
            s_lines.WriteLine(line.ToJsonString(s_json));
            s_lines.Flush();
        }
    }

    private sealed class End(TextWriter written) : IDisposable
    {
        public void Dispose()
        {
            written.Flush();
            if (Mode is OutputMode.Json)
                Console.SetOut(s_lines);
            Mode = OutputMode.Text;
        }
    }
}
