using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Training.Runs;

/// <summary>The reports of a run, one JSON object per line, in <c>metrics.jsonl</c>.</summary>
internal sealed class MetricsFile(string folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string _path = Path.Combine(folder, "metrics.jsonl");
    private List<TrainingProgress> _lines = [];

    public IReadOnlyList<TrainingProgress> Lines => _lines;

    /// <summary>Keeps the lines up to a step and drops later ones, which a resumed run writes again.</summary>
    public void Rewind(long step)
    {
        _lines = [.. Read().Where(l => l.Step <= step)];
        AtomicFile.Write(_path, string.Concat(_lines.Select(l => JsonSerializer.Serialize(l, Json) + "\n")));
    }

    /// <summary>Returns the lines of the file; none if there is no file.</summary>
    public IReadOnlyList<TrainingProgress> Read() =>
        File.Exists(_path) ? [.. File.ReadLines(_path).Select(Parse).OfType<TrainingProgress>()] : [];

    public void Add(TrainingProgress line)
    {
        _lines.Add(line);
        File.AppendAllText(_path, JsonSerializer.Serialize(line, Json) + "\n");
    }

    // Ignores a line that a kill cut off.
    private static TrainingProgress? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingProgress>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
