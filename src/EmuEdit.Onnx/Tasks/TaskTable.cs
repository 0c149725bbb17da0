using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// The content of a file of task embeddings: one vector per task and, in its metadata, how the
/// learned ones were learned. Immutable; a change makes a new table.
/// </summary>
public sealed class TaskTable
{
    // Prefix of the metadata's keys for learned tasks; the task's name follows.
    private const string LearnedPrefix = "learned/";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private TaskTable(IReadOnlyDictionary<string, float[]> vectors, IReadOnlyDictionary<string, LearnedTask> learned) =>
        (Vectors, Learned) = (vectors, learned);

    /// <summary>Every task's vector, by name.</summary>
    public IReadOnlyDictionary<string, float[]> Vectors { get; }

    /// <summary>How the learned tasks were learned, by name.</summary>
    public IReadOnlyDictionary<string, LearnedTask> Learned { get; }

    /// <summary>Number of values of each vector.</summary>
    public int Width => Vectors.Values.First().Length;

    /// <summary>Returns a table with one more task; it replaces a task of the same name.</summary>
    public TaskTable With(string name, float[] vector, LearnedTask task) => new(Plus(Vectors, name, vector), Plus(Learned, name, task));

    /// <summary>Returns a table without a task.</summary>
    public TaskTable Without(string name) => new(Minus(Vectors, name), Minus(Learned, name));

    /// <summary>
    /// Returns a table with the learned tasks of another one added, except those whose names exist
    /// here.
    /// </summary>
    public TaskTable WithLearned(TaskTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other
            .Learned.Where(t => !Vectors.ContainsKey(t.Key))
            .Aggregate(this, (table, task) => table.With(task.Key, other.Vectors[task.Key], task.Value));
    }

    /// <summary>Creates the table of a single task.</summary>
    public static TaskTable Of(string name, float[] vector, LearnedTask task) =>
        new(new Dictionary<string, float[]> { [name] = vector }, new Dictionary<string, LearnedTask> { [name] = task });

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, broken or empty, its vectors differ in length, or a task's metadata cannot be read.
    /// </exception>
    public static TaskTable Read(string path) => Of(Safetensors.Read(path), path);

    /// <summary>Reads a file's content.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static TaskTable Read(ReadOnlyMemory<byte> file, string name)
    {
        using var stream = new MemoryStream(file.ToArray());
        return Of(Safetensors.Read(stream, name), name);
    }

    /// <summary>Writes the file atomically: a reader sees the previous file or the new one.</summary>
    public void Write(string path) => ToFile().Write(path);

    /// <summary>Returns the bytes that <see cref="Write"/> writes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        ToFile().Write(stream);
        return stream.ToArray();
    }

    private static TaskTable Of(Safetensors file, string path)
    {
        var vectors = file.Tensors.ToDictionary(t => t.Key, t => t.Value.Values);
        if (vectors.Values.Select(v => v.Length).Distinct().Count() != 1)
            throw new InvalidInputException(
                $"{path} holds {vectors.Count} vectors of several lengths or none",
                "one vector per task, all of one length"
            );
        return new(
            vectors,
            file.Metadata.Where(m => m.Key.StartsWith(LearnedPrefix, StringComparison.Ordinal))
                .ToDictionary(m => m.Key[LearnedPrefix.Length..], m => Parse(path, m.Key, m.Value))
        );
    }

    private Safetensors ToFile()
    {
        var file = new Safetensors();
        foreach (var (name, vector) in Vectors)
            file.Tensors[name] = new([vector.Length], vector);
        foreach (var (name, task) in Learned)
            file.Metadata[LearnedPrefix + name] = JsonSerializer.Serialize(task, Json);
        return file;
    }

    private static LearnedTask Parse(string path, string key, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<LearnedTask>(text, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"'{key}' of {path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "what learning a task writes",
                "copy the file again"
            );
        }
    }

    private static Dictionary<string, T> Plus<T>(IReadOnlyDictionary<string, T> map, string name, T value) => new(map) { [name] = value };

    private static Dictionary<string, T> Minus<T>(IReadOnlyDictionary<string, T> map, string name) => new(map.Where(e => e.Key != name));
}
