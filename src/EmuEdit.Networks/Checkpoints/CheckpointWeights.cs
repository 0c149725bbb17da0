using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>The place where a tensor's values are stored.</summary>
/// <param name="File">The safetensors file.</param>
/// <param name="Entry">The tensor's entry in the file's header.</param>
/// <param name="Transposed">Whether the file stores the matrix transposed.</param>
public sealed record StoredTensor(string File, TensorEntry Entry, bool Transposed = false)
{
    /// <summary>The shape in which the network reads the tensor.</summary>
    public IReadOnlyList<long> Shape => Transposed ? [.. Entry.Shape.Reverse()] : Entry.Shape;

    /// <summary>Throws when the tensor is not of floats that can be widened to 32 bits.</summary>
    /// <exception cref="InvalidInputException">The tensor has another type, for example 8 bits.</exception>
    public void RequireFloats()
    {
        if (Entry.Type is not ("F32" or "F16" or "BF16" or "F64"))
            throw new InvalidInputException($"tensor '{Entry.Name}' of {File} is of type {Entry.Type}", "F32, F16 or BF16",
                Entry.Type.StartsWith("F8", StringComparison.Ordinal)
                    ? "8-bit floats lose what the scale beside them says; take the fp16 file of the model"
                    : "take the fp16 or fp32 file of the model");
    }
}

/// <summary>
/// The tensors of one part of a checkpoint, in one safetensors file or in shards with an index.
/// Only headers are read.
/// </summary>
public sealed class CheckpointWeights
{
    // 32 bits before 16: the smaller files were made from the larger ones.
    private static readonly string[] s_variants = ["", ".fp16", ".bf16", ".non_ema"];

    /// <param name="source">Where the tensors are, for messages.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Free text by key; null, the default, for none.</param>
    public CheckpointWeights(
        string source,
        Dictionary<string, StoredTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    ) => (Source, Tensors, Metadata) = (source, tensors, metadata ?? new Dictionary<string, string>());

    /// <summary>Path of the file, or of the shards' index.</summary>
    public string Source { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Free text by key from a single file; empty for shards.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Finds the weights in a folder and reads their headers.</summary>
    /// <param name="folder">A part's folder.</param>
    /// <param name="stem">Start of the files' names: <c>diffusion_pytorch_model</c> or <c>model</c>.</param>
    /// <exception cref="InvalidInputException">
    /// The folder has no weights, a shard is missing, or a file is broken.
    /// </exception>
    public static CheckpointWeights Find(string folder, string stem)
    {
        foreach (var variant in s_variants)
        {
            if (Path.Combine(folder, $"{stem}{variant}.safetensors") is var file && File.Exists(file))
                return Open(file);
            foreach (var name in new[] { $"{stem}{variant}.safetensors.index.json", $"{stem}.safetensors.index{variant}.json" })
                if (Path.Combine(folder, name) is var index && File.Exists(index))
                    return new(index, Shards(index));
        }
        throw Directory.Exists(folder) && Directory.EnumerateFiles(folder).FirstOrDefault(f => IsPickle(f)) is { } pickle
            ? RefusePickle(pickle)
            : new InvalidInputException($"no weights in {folder}",
                $"{stem}.safetensors, {stem}.fp16.safetensors or shards with {stem}.safetensors.index.json", "copy the whole folder");
    }

    /// <summary>Reads the headers of one file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, broken, or a pickle.</exception>
    public static CheckpointWeights Open(string file)
    {
        if (IsPickle(file))
            throw RefusePickle(file);
        var header = SafetensorsHeader.Read(file);
        return new(file, header.Tensors.ToDictionary(t => t.Name, t => new StoredTensor(file, t)), header.Metadata);
    }

    /// <summary>Whether a file has the extension of a pickle.</summary>
    public static bool IsPickle(string file) => Path.GetExtension(file) is ".bin" or ".ckpt" or ".pt" or ".pth";

    private static InvalidInputException RefusePickle(string file) =>
        new($"{file} is a Python pickle, which runs code when it is read", "safetensors",
            "take the model's safetensors; nearly every repository has them beside it");

    private static Dictionary<string, StoredTensor> Shards(string index)
    {
        var folder = Path.GetDirectoryName(index)!;
        var places = Places(index);
        var shards = places.Values.Distinct().ToDictionary(shard => shard, shard => Shard(folder, shard, index));
        return places.ToDictionary(p => p.Key, p => shards[p.Value].TryGetValue(p.Key, out var tensor) ? tensor
            : throw new InvalidInputException($"{Path.Combine(folder, p.Value)} has no tensor '{p.Key}'", $"what {index} says of it",
                "copy the whole folder again"));
    }

    private static Dictionary<string, StoredTensor> Shard(string folder, string name, string index)
    {
        // Only the file's name is used, so that an index cannot lead out of its folder.
        var file = Path.Combine(folder, Path.GetFileName(name));
        return Path.GetFileName(name) == name && File.Exists(file)
            ? SafetensorsHeader.Read(file).Tensors.ToDictionary(t => t.Name, t => new StoredTensor(file, t))
            : throw new InvalidInputException($"no file {file}", $"every shard that {index} names", "copy the missing shard");
    }

    private static Dictionary<string, string> Places(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(index));
            return json.RootElement.GetProperty("weight_map").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidInputException($"{index} cannot be read ({e.Message.TrimEnd('.')})", "an index of shards with its weight_map",
                "copy the file again");
        }
    }
}
