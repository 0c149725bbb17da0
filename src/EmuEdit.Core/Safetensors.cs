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
/// <c>name: {dtype, shape, data_offsets}</c> with optional <c>__metadata__</c>, then the data. Read are F32, F16, BF16 and F64, the last rounded to the nearest; integers are refused, as weights
/// are none and ids would be rounded. Written is F32.
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
    /// <exception cref="InvalidInputException">Missing, truncated, not safetensors, or a tensor of another type.</exception>
    public static Safetensors Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a safetensors file");
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads what a file holds.</summary>
    /// <param name="stream">All of the file; can seek.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="InvalidInputException">Truncated, not safetensors, or a tensor of another type.</exception>
    public static Safetensors Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return ReadAll(stream, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or EndOfStreamException or KeyNotFoundException)
        {
            throw Broken(name, "its header cannot be read");
        }
    }

    /// <summary>Writes a file: first aside, flushed, then renamed, so that a reader never sees half of it, and a full disk or a power cut leaves the one before.</summary>
    /// <exception cref="IOException">It cannot be written, for example because the disk is full; the file is as it was before.</exception>
    public void Write(string path)
    {
        var unfinished = path + ".unfinished";
        try
        {
            using (var stream = File.Create(unfinished))
            {
                Write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (IOException e)
        {
            throw new IOException($"{path} cannot be written, and is as it was before ({e.Message.TrimEnd('.')})", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes what a file holds.</summary>
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

    private static Safetensors ReadAll(Stream stream, string path)
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
        var entries = new List<Entry>();
        foreach (var entry in json.RootElement.EnumerateObject())
            if (entry.NameEquals("__metadata__"))
                foreach (var pair in entry.Value.EnumerateObject())
                    file.Metadata[pair.Name] = pair.Value.GetString() ?? "";
            else
                entries.Add(Entry.Of(entry, path));
        // Before anything is read: overlapping tensors could claim many times the file.
        CheckCover(entries, stream.Length - LengthBytes - headerLength, path);
        foreach (var entry in entries)
            if (!file.Tensors.TryAdd(entry.Name, new(entry.Shape, ReadValues(stream, LengthBytes + headerLength + entry.Start, entry))))
                throw Broken(path, $"tensor '{entry.Name}' is there twice");
        return file;
    }

    // The format allows neither gaps nor overlaps, so that no byte means two things or none.
    private static void CheckCover(List<Entry> entries, long length, string path)
    {
        var at = 0L;
        foreach (var entry in entries.OrderBy(e => e.Start).ThenBy(e => e.End))
        {
            if (entry.End > length)
                throw Broken(path, $"tensor '{entry.Name}' does not fit the file");
            if (entry.Start != at)
                throw Broken(path, "its tensors overlap or leave a gap");
            at = entry.End;
        }
        if (at != length)
            throw Broken(path, $"{length - at} bytes after its last tensor");
    }

    private static float[] ReadValues(Stream stream, long start, Entry entry)
    {
        var bytes = new byte[entry.End - entry.Start];
        stream.Position = start;
        stream.ReadExactly(bytes);
        return entry.Type switch
        {
            "F16" => Convert<Half>(bytes, v => (float)v),
            "BF16" => Convert<ushort>(bytes, v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
            "F64" => Convert<double>(bytes, v => (float)v),
            _ => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        };
    }

    private static float[] Convert<T>(byte[] bytes, Converter<T, float> toSingle) where T : unmanaged => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), toSingle);

    private static InvalidInputException Broken(string path, string why) =>
        new($"{path} is broken: {why}", "a whole safetensors file", "make or copy it again");

    /// <summary>What the header says of a tensor; the range is that of its bytes behind the header.</summary>
    private sealed record Entry(string Name, string Type, long[] Shape, long Start, long End)
    {
        public static Entry Of(JsonProperty entry, string path)
        {
            var type = entry.Value.GetProperty("dtype").GetString() ?? "";
            if (Size(type) is not { } size)
                throw new InvalidInputException($"tensor '{entry.Name}' of {path} has dtype {type}", "F32, F16, BF16 or F64", "convert it first");
            var (shape, offsets) = (Numbers(entry, "shape"), Numbers(entry, "data_offsets"));
            var bytes = shape.Aggregate((Int128)size, (a, b) => checked(a * b));
            return offsets is [>= 0 and var start, var end] && shape.All(d => d >= 0) && (Int128)end - start == bytes
                ? new(entry.Name, type, shape, start, end)
                : throw Broken(path, $"tensor '{entry.Name}' does not fit the file");
        }

        private static int? Size(string type) => type switch { "F32" => 4, "F16" or "BF16" => 2, "F64" => 8, _ => null };

        private static long[] Numbers(JsonProperty entry, string name) => [.. entry.Value.GetProperty(name).EnumerateArray().Select(d => d.GetInt64())];
    }
}
