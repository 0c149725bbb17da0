using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmuEdit.Core;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Values">Its values, the last dimension fastest.</param>
public sealed record NamedTensor(IReadOnlyList<long> Shape, float[] Values);

/// <summary>
/// 32-bit float tensors by name in the safetensors format: the header's length (8 bytes, little-endian), a JSON header of
/// <c>name: {dtype, shape, data_offsets}</c> with optional <c>__metadata__</c>, then the data.
/// </summary>
public sealed class Safetensors
{
    private const int LengthBytes = 8;
    private const long MaxHeader = 100_000_000;

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, NamedTensor> Tensors { get; } = [];

    /// <summary>Free text by key, kept in the header.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">Missing, truncated, not safetensors, or a tensor that is not 32-bit float.</exception>
    public static Safetensors Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a safetensors file");
        using var stream = File.OpenRead(path);
        try
        {
            return Read(stream, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or EndOfStreamException or KeyNotFoundException)
        {
            throw Broken(path, "its header cannot be read");
        }
    }

    /// <summary>Writes a file: first aside, then renamed, so that a reader never sees half of it.</summary>
    public void Write(string path)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(Header());
        var padded = (header.Length + LengthBytes - 1) / LengthBytes * LengthBytes;
        Array.Resize(ref header, padded);
        header.AsSpan().Replace((byte)0, (byte)' ');
        var unfinished = path + ".unfinished";
        using (var stream = File.Create(unfinished))
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in Ordered())
                stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
        File.Move(unfinished, path, overwrite: true);
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

    private static Safetensors Read(FileStream stream, string path)
    {
        Span<byte> length = stackalloc byte[LengthBytes];
        stream.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > MaxHeader || headerLength > stream.Length - LengthBytes)
            throw Broken(path, $"its header claims {headerLength} bytes");
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        using var json = JsonDocument.Parse(header);
        var file = new Safetensors();
        var ranges = new List<(long Start, long End)>();
        foreach (var entry in json.RootElement.EnumerateObject())
            if (entry.NameEquals("__metadata__"))
                foreach (var pair in entry.Value.EnumerateObject())
                    file.Metadata[pair.Name] = pair.Value.GetString() ?? "";
            else
            {
                var (tensor, range) = ReadTensor(stream, LengthBytes + headerLength, entry, path);
                file.Tensors[entry.Name] = tensor;
                ranges.Add(range);
            }
        CheckCover(ranges, stream.Length - LengthBytes - headerLength, path);
        return file;
    }

    // The format allows neither gaps nor overlaps, so that no byte means two things or none.
    private static void CheckCover(List<(long Start, long End)> ranges, long length, string path)
    {
        var at = 0L;
        foreach (var (start, end) in ranges.Order())
        {
            if (start != at)
                throw Broken(path, "its tensors overlap or leave a gap");
            at = end;
        }
        if (at != length)
            throw Broken(path, $"{length - at} bytes after its last tensor");
    }

    private static (NamedTensor Tensor, (long Start, long End) Range) ReadTensor(FileStream stream, long data, JsonProperty entry, string path)
    {
        var type = entry.Value.GetProperty("dtype").GetString();
        if (type != "F32")
            throw new InvalidInputException($"tensor '{entry.Name}' of {path} has dtype {type}", "F32");
        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var bytes = shape.Aggregate((Int128)sizeof(float), (a, b) => checked(a * b));
        if (offsets.Length != 2 || offsets[0] < 0 || shape.Any(d => d < 0) || offsets[1] - offsets[0] != bytes || offsets[1] > stream.Length - data)
            throw Broken(path, $"tensor '{entry.Name}' does not fit the file");
        var values = new float[(long)bytes / sizeof(float)];
        stream.Position = data + offsets[0];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return (new(shape, values), (offsets[0], offsets[1]));
    }

    private static InvalidInputException Broken(string path, string why) =>
        new($"{path} is broken: {why}", "a whole safetensors file", "make or copy it again");
}
