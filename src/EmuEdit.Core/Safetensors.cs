using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmuEdit.Core;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Shape">The tensor's dimensions; empty for a scalar.</param>
/// <param name="Values">The tensor's values, the last dimension fastest.</param>
public sealed record NamedTensor(IReadOnlyList<long> Shape, float[] Values);

/// <summary>
/// 32-bit float tensors by name in the safetensors format: the header's length (8 bytes,
/// little-endian), a JSON header of <c>name: {dtype, shape, data_offsets}</c> with optional
/// <c>__metadata__</c>, then the data. Reads F32, F16, BF16 and F64, the last rounded to the
/// nearest. Refuses integers: weights are never integers, and ids would be rounded. Writes F32.
/// </summary>
public sealed class Safetensors
{
    private const int LengthBytes = 8;

    private static readonly string[] s_types = ["F32", "F16", "BF16", "F64"];

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, NamedTensor> Tensors { get; } = [];

    /// <summary>Free text by key, kept in the header.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, truncated or not safetensors, or a tensor has another type.
    /// </exception>
    public static Safetensors Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a safetensors file");
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a file's content from a stream.</summary>
    /// <param name="stream">The whole file; must be able to seek.</param>
    /// <param name="name">Name for error messages.</param>
    /// <exception cref="InvalidInputException">
    /// The content is truncated or not safetensors, or a tensor has another type.
    /// </exception>
    public static Safetensors Read(Stream stream, string name)
    {
        var header = SafetensorsHeader.Read(stream, name);
        if (header.Tensors.FirstOrDefault(t => !s_types.Contains(t.Type)) is { } other)
            throw new InvalidInputException(
                $"tensor '{other.Name}' of {name} has dtype {other.Type}",
                "F32, F16, BF16 or F64",
                "convert it first"
            );
        var file = new Safetensors();
        foreach (var (key, value) in header.Metadata)
            file.Metadata[key] = value;
        foreach (var tensor in header.Tensors)
            file.Tensors[tensor.Name] = new(tensor.Shape, ReadValues(stream, tensor));
        return file;
    }

    /// <summary>Reads the values of one tensor.</summary>
    /// <param name="stream">The whole file; must be able to seek.</param>
    /// <param name="entry">The tensor's entry in the header: F32, F16, BF16 or F64.</param>
    /// <exception cref="EndOfStreamException">The file became shorter after its header was read.</exception>
    public static float[] ReadValues(Stream stream, TensorEntry entry)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(entry);
        var bytes = new byte[entry.Length];
        stream.Position = entry.Offset;
        stream.ReadExactly(bytes);
        return entry.Type switch
        {
            "F16" => Convert<Half>(bytes, v => (float)v),
            "BF16" => Convert<ushort>(bytes, v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
            "F64" => Convert<double>(bytes, v => (float)v),
            _ => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        };
    }

    /// <summary>
    /// Writes a file: first under another name, flushed, then renamed. A reader never sees half of
    /// it, and a full disk or a power cut leaves the previous file.
    /// </summary>
    /// <exception cref="IOException">
    /// The file cannot be written, for example because the disk is full; the previous file is unchanged.
    /// </exception>
    public void Write(string path)
    {
        try
        {
            AtomicFile.Write(path, this, static (stream, file) => file.Write(stream));
        }
        catch (IOException e)
        {
            throw new IOException($"{path} cannot be written, and is as it was before ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>Writes the file's content to a stream.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = JsonSerializer.SerializeToUtf8Bytes(Header());
        var padded = (header.Length + LengthBytes - 1) / LengthBytes * LengthBytes;
        Array.Resize(ref header, padded);
        header.AsSpan().Replace((byte)0, (byte)' ');
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in Ordered())
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
    }

    private IEnumerable<KeyValuePair<string, NamedTensor>> Ordered() => Tensors.OrderBy(t => t.Key, StringComparer.Ordinal);

    private Dictionary<string, object> Header()
    {
        var header = new Dictionary<string, object>();
        if (Metadata.Count > 0)
            header["__metadata__"] = Metadata;
        var offset = 0L;
        foreach (var (name, tensor) in Ordered())
        {
            var end = offset + sizeof(float) * tensor.Values.LongLength;
            header[name] = new { dtype = "F32", shape = tensor.Shape, data_offsets = new[] { offset, end } };
            offset = end;
        }
        return header;
    }

    private static float[] Convert<T>(byte[] bytes, Converter<T, float> toSingle)
        where T : unmanaged => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), toSingle);
}
