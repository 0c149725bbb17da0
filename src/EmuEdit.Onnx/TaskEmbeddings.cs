using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>The task embeddings v_i of a bundle, by the task's name; inverted tasks are added to the same file.</summary>
public sealed class TaskEmbeddings
{
    private readonly Dictionary<string, float[]> _vectors;

    private TaskEmbeddings(Dictionary<string, float[]> vectors) => _vectors = vectors;

    /// <summary>The tasks' names, in the file's order.</summary>
    public IReadOnlyCollection<string> Names => _vectors.Keys;

    /// <summary>Values of each vector.</summary>
    public int Width => _vectors.Values.First().Length;

    /// <summary>A task's vector.</summary>
    /// <exception cref="InvalidInputException">The bundle has no such task.</exception>
    public float[] this[string task] => _vectors.TryGetValue(task, out var vector)
        ? vector
        : throw new InvalidInputException($"unknown task '{task}'", $"one of {string.Join(", ", Names)}", "choose one of these, or leave the task out to have it predicted");

    /// <summary>Reads <c>task_embeddings.safetensors</c>.</summary>
    /// <exception cref="InvalidInputException">Missing or broken, empty, or its vectors are not of one length.</exception>
    internal static TaskEmbeddings Load(string path)
    {
        var vectors = Safetensors.Read(path).Tensors.ToDictionary(t => t.Key, t => t.Value.Values);
        if (vectors.Values.Select(v => v.Length).Distinct().Count() != 1)
            throw new InvalidInputException($"{path} holds {vectors.Count} vectors of several lengths or none", "one vector a task, all of one length");
        return new(vectors);
    }
}
