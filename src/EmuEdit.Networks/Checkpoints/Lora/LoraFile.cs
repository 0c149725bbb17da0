using System.Runtime.InteropServices;
using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>
/// The change that a LoRA makes to one weight W (Hu et al. 2021, section 4.1): W becomes W + scale
/// * up down.
/// </summary>
/// <param name="Module">The module's name in the file.</param>
/// <param name="Down">The down matrix, [rank, in]; for a convolution [rank, in, height, width].</param>
/// <param name="Up">The up matrix, [out, rank]; for a convolution [out, rank, 1, 1].</param>
/// <param name="Scale">alpha divided by rank, times the weight that the user gives.</param>
public sealed record LoraUpdate(string Module, StoredTensor Down, StoredTensor Up, float Scale);

/// <summary>
/// A LoRA file with the keys of diffusers and PEFT, or of kohya's scripts. Only its header and its
/// scalars are read.
/// </summary>
public sealed class LoraFile
{
    // Suffixes after a module's name, for the two matrices.
    private static readonly (string Down, string Up)[] s_pairs =
    [
        (".lora_A.weight", ".lora_B.weight"),
        (".lora_A.default.weight", ".lora_B.default.weight"),
        (".lora_down.weight", ".lora_up.weight"),
        (".lora.down.weight", ".lora.up.weight"),
        (".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight"),
        ("_lora.down.weight", "_lora.up.weight"),
    ];

    // Relatives of LoRA that are computed differently.
    private static readonly (string Part, string Name)[] s_relatives =
    [
        ("hada_w1", "LoHa"),
        ("lokr_w", "LoKr"),
        ("dora_scale", "DoRA"),
        ("lora_magnitude_vector", "DoRA"),
        ("lora_mid", "a LoRA with a Tucker core"),
        ("oft_", "OFT"),
        (".diff", "full differences"),
    ];

    private const string Alpha = ".alpha";

    private LoraFile(string path, List<LoraUpdate> updates) => (Path, Updates) = (path, updates);

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The changes of all modules in the file.</summary>
    public IReadOnlyList<LoraUpdate> Updates { get; }

    /// <summary>Reads a file's header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weight">Factor of the changes; 1 for as they were trained.</param>
    /// <exception cref="InvalidInputException">The file is missing, broken, a pickle, or not a LoRA.</exception>
    public static LoraFile Read(string path, float weight)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a LoRA as safetensors");
        var tensors = CheckpointWeights.Open(path).Tensors;
        foreach (var (part, relative) in s_relatives)
            if (tensors.Keys.FirstOrDefault(k => k.Contains(part, StringComparison.Ordinal)) is { } key)
                throw new InvalidInputException(
                    $"{path} has '{key}': it is {relative}",
                    "LoRA: two matrices for each weight",
                    "take a LoRA of the model, or a checkpoint that it is merged into"
                );
        var updates = new List<LoraUpdate>();
        var read = new HashSet<string>();
        foreach (var (key, down) in tensors)
            if (Array.Find(s_pairs, p => key.EndsWith(p.Down, StringComparison.Ordinal)) is { Down: not null } pair)
                updates.Add(Update(path, tensors, key[..^pair.Down.Length], down, pair.Up, weight, read));
        if (tensors.Keys.FirstOrDefault(k => !read.Contains(k)) is { } other)
            throw new InvalidInputException(
                $"{path} has a tensor '{other}'",
                "a LoRA: NAME.lora_A.weight with NAME.lora_B.weight, or NAME.lora_down.weight with NAME.lora_up.weight",
                "take a LoRA of diffusers, PEFT or kohya"
            );
        return updates.Count > 0 ? new(path, updates) : throw new InvalidInputException($"{path} is empty", "a LoRA");
    }

    private static LoraUpdate Update(
        string path,
        IReadOnlyDictionary<string, StoredTensor> tensors,
        string module,
        StoredTensor down,
        string upSuffix,
        float weight,
        HashSet<string> read
    )
    {
        if (!tensors.TryGetValue(module + upSuffix, out var up))
            throw new InvalidInputException($"{path} has no '{module + upSuffix}'", "both matrices of each module", "copy the file again");
        var (rank, alpha) = (down.Entry.Shape is [var first, ..] ? first : 0, tensors.GetValueOrDefault(module + Alpha));
        read.UnionWith([down.Entry.Name, up.Entry.Name, module + Alpha]);
        // Attention processors once had their own names: "attn1.processor.to_q_lora", and no index in "to_out.0".
        var name = module.Replace(".processor.", ".", StringComparison.Ordinal);
        if (name != module && name.EndsWith(".to_out", StringComparison.Ordinal))
            name += ".0";
        return new(name, down, up, weight * (alpha is null || rank == 0 ? 1 : Scalar(alpha) / rank));
    }

    private static float Scalar(StoredTensor tensor)
    {
        using var stream = File.OpenRead(tensor.File);
        var bytes = new byte[tensor.Entry.Length];
        stream.Position = tensor.Entry.Offset;
        stream.ReadExactly(bytes);
        var value = (tensor.Entry.Type, bytes.Length) switch
        {
            ("F32", 4) => BitConverter.ToSingle(bytes),
            ("F16", 2) => (float)MemoryMarshal.Read<Half>(bytes),
            ("BF16", 2) => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(bytes) << 16),
            ("F64", 8) => (float)BitConverter.ToDouble(bytes),
            ("I64", 8) => BitConverter.ToInt64(bytes),
            _ => float.NaN,
        };
        return float.IsFinite(value)
            ? value
            : throw new InvalidInputException(
                $"'{tensor.Entry.Name}' of {tensor.File} is {tensor.Entry.Type} of {bytes.Length} bytes",
                "one number",
                "copy the file again"
            );
    }
}
