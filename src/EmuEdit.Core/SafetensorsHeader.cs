using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace EmuEdit.Core;

/// <summary>A tensor's entry in the header of a safetensors file.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Element type as the format names it, for example "F16".</param>
/// <param name="Shape">The tensor's dimensions; empty for a scalar.</param>
/// <param name="Offset">Where the values begin, in bytes from the start of the file.</param>
/// <param name="Length">Length of the values in bytes.</param>
public sealed record TensorEntry(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Length);

/// <summary>
/// The header of a safetensors file: its length (8 bytes, little-endian), then JSON of <c>name:
/// {dtype, shape, data_offsets}</c> with optional <c>__metadata__</c>. The header is checked
/// against the file's length, without reading a value: no tensor reaches beyond the file or into
/// another, and no byte is left over.
/// </summary>
public sealed class SafetensorsHeader
{
    private const int LengthBytes = 8;
    private const long MaxHeader = 100_000_000;

    private SafetensorsHeader(IReadOnlyList<TensorEntry> tensors, IReadOnlyDictionary<string, string> metadata) =>
        (Tensors, Metadata) = (tensors, metadata);

    /// <summary>The tensors in the header's order.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, truncated or not safetensors, or its header does not fit the file.
    /// </exception>
    public static SafetensorsHeader Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a safetensors file");
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads the header from a stream.</summary>
    /// <param name="stream">The whole file, at its start; its length must be known.</param>
    /// <param name="name">Name for error messages.</param>
    /// <exception cref="InvalidInputException">
    /// The content is truncated or not safetensors, or its header does not fit the file.
    /// </exception>
    public static SafetensorsHeader Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return ReadAll(stream, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException
            or EndOfStreamException or KeyNotFoundException)
        {
            throw Broken(name, "its header cannot be read");
        }
    }

    internal static InvalidInputException Broken(string path, string why) =>
        new($"{path} is broken: {why}", "a whole safetensors file", "make or copy it again");

    private static SafetensorsHeader ReadAll(Stream stream, string path)
    {
        Span<byte> length = stackalloc byte[LengthBytes];
        stream.ReadExactly(length);
        // Read as a length, these bytes would be far beyond the limit.
        if (LfsPointer.Beginning.StartsWith(Encoding.Latin1.GetString(length), StringComparison.Ordinal))
            throw new InvalidInputException($"{path} is {LfsPointer.Name}", "a whole safetensors file", LfsPointer.Advice);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > MaxHeader || headerLength > stream.Length - LengthBytes)
            throw Broken(path, "its header claims a length that cannot be");
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        using var json = JsonDocument.Parse(header);
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, TensorEntry>();
        var start = LengthBytes + headerLength;
        foreach (var entry in json.RootElement.EnumerateObject())
            if (entry.NameEquals("__metadata__"))
                foreach (var pair in entry.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
            else if (!tensors.TryAdd(entry.Name, Entry(entry, start, path)))
                throw Broken(path, $"tensor '{entry.Name}' is there twice");
        CheckCover(tensors.Values, start, stream.Length, path);
        return new([.. tensors.Values], metadata);
    }

    private static TensorEntry Entry(JsonProperty entry, long start, string path)
    {
        var type = entry.Value.GetProperty("dtype").GetString() ?? "";
        var (shape, offsets) = (Numbers(entry, "shape"), Numbers(entry, "data_offsets"));
        if (offsets is not [>= 0 and var from, var to] || shape.Any(d => d < 0) || to > long.MaxValue - start)
            throw Broken(path, $"tensor '{entry.Name}' does not fit the file");
        // The length of an unknown type is unknown, too.
        var bytes = shape.Aggregate((Int128)(Size(type) ?? 0), (a, b) => checked(a * b));
        if (Size(type) is not null ? (Int128)to - from != bytes : to < from)
            throw Broken(path, $"tensor '{entry.Name}' does not fit the file");
        return new(entry.Name, type, shape, start + from, to - from);
    }

    // The format allows neither gaps nor overlaps, so every byte belongs to exactly one tensor.
    private static void CheckCover(IEnumerable<TensorEntry> tensors, long start, long length, string path)
    {
        var at = start;
        foreach (var tensor in tensors.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            if (tensor.Offset + (Int128)tensor.Length > length)
                throw Broken(path, $"tensor '{tensor.Name}' does not fit the file");
            if (tensor.Offset != at)
                throw Broken(path, "its tensors overlap or leave a gap");
            at += tensor.Length;
        }
        if (at != length)
            throw Broken(path, $"{length - at} bytes after its last tensor");
    }

    private static int? Size(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => null,
    };

    private static long[] Numbers(JsonProperty entry, string name) =>
        [.. entry.Value.GetProperty(name).EnumerateArray().Select(d => d.GetInt64())];
}
