using System.Runtime.InteropServices;
using EmuEdit.Core;

namespace EmuEdit.Onnx.Reference;

/// <summary>The tensors of a reference file: 32-bit floats, and token ids.</summary>
internal sealed class ReferenceTensors
{
    private readonly string _path;
    private readonly Dictionary<string, TensorEntry> _entries;

    private ReferenceTensors(string path) => (_path, _entries) = (path, SafetensorsHeader.Read(path).Tensors.ToDictionary(t => t.Name));

    /// <summary>The tensors' names.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens a reference file.</summary>
    /// <exception cref="InvalidInputException">The file is missing or not safetensors.</exception>
    public static ReferenceTensors Open(string path) => new(path);

    /// <summary>Whether a tensor holds integers.</summary>
    public bool IsIds(string name) => _entries[name].Type == "I64";

    /// <summary>Reads a tensor of floats.</summary>
    /// <exception cref="InvalidInputException">The tensor is missing or of another type.</exception>
    public Tensor Floats(string name) => new(Values<float>(name, "F32"), Shape(name));

    /// <summary>Reads a tensor of 64-bit integers.</summary>
    /// <exception cref="InvalidInputException">The tensor is missing or of another type.</exception>
    public long[] Ids(string name) => Values<long>(name, "I64");

    /// <summary>A tensor's dimensions.</summary>
    public long[] Shape(string name) => [.. _entries[name].Shape];

    private T[] Values<T>(string name, string type) where T : struct
    {
        if (!_entries.TryGetValue(name, out var entry) || entry.Type != type)
            throw new InvalidInputException($"{_path} has {(entry is null ? $"no tensor '{name}'" : $"'{name}' as {entry.Type}")}",
                $"'{name}' as {type}", "make the reference file in the layout that docs/models.md describes");
        using var stream = File.OpenRead(_path);
        var values = new T[entry.Shape.Aggregate(1L, (a, b) => a * b)];
        stream.Position = entry.Offset;
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
