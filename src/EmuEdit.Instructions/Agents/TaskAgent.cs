using System.Collections.Concurrent;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>Where the object of an edit must be named, word by word.</summary>
internal enum ObjectPlace
{
    /// <summary>In the caption that was given.</summary>
    Caption,

    /// <summary>In the output caption: it is not there before.</summary>
    OutputCaption,

    /// <summary>Nowhere: the edit is about the whole picture.</summary>
    Nowhere,
}

/// <summary>
/// What the agent of one task knows: its job, the verbs it may be told to use, its exemplars. It
/// comes from <c>Tasks/TASK.json</c>.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="ObjectPlace">Where the object must be named.</param>
/// <param name="Map">
/// What pictures are translated to and back from, for example "depth map"; null for a task that has
/// no way back.
/// </param>
/// <param name="Job">The first user turn; <see cref="VerbPlace"/> in it stands for a verb.</param>
/// <param name="Verbs">The verbs.</param>
/// <param name="Exemplars">The exemplars.</param>
internal sealed record TaskAgent(
    EditTask Task,
    ObjectPlace ObjectPlace,
    string? Map,
    string Job,
    IReadOnlyList<string> Verbs,
    IReadOnlyList<Exemplar> Exemplars
)
{
    public const string VerbPlace = "{verb}";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
    private static readonly ConcurrentDictionary<string, TaskAgent> Agents = new();

    /// <summary>The agent of a task.</summary>
    /// <exception cref="InvalidInputException">The task is not one of the sixteen.</exception>
    public static TaskAgent Of(EditTask task) => Agents.GetOrAdd(EditTask.Named(task.Name).Name, Read);

    private static TaskAgent Read(string task)
    {
        using var stream =
            typeof(TaskAgent).Assembly.GetManifestResourceStream(task + ".json")
            ?? throw new InvalidOperationException($"The exemplars of task {task} are not built in.");
        var file = JsonSerializer.Deserialize<TaskFile>(stream, Json)!;
        return new(EditTask.Named(task), PlaceOf(file.Object), file.Map, file.Job, file.Verbs, file.Exemplars);
    }

    private static ObjectPlace PlaceOf(string name) => name switch
    {
        "caption" => ObjectPlace.Caption,
        "output caption" => ObjectPlace.OutputCaption,
        "none" => ObjectPlace.Nowhere,
        _ => throw new InvalidOperationException($"Objects are named in the caption, the output caption, or none; not in '{name}'."),
    };

    private sealed record TaskFile(
        string Object,
        string Job,
        IReadOnlyList<string> Verbs,
        IReadOnlyList<Exemplar> Exemplars,
        string? Map = null
    );
}
