using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>
/// A network's <c>config.json</c>. The network reads each key, checks it against allowed values, or
/// declares that it has no effect. <see cref="Close"/> refuses all other keys, so that no key that
/// changes the mathematics is ever ignored. Keys that begin with an underscore only say where the
/// file comes from.
/// </summary>
public sealed class NetworkConfig
{
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly HashSet<string> _nulls = [], _known = [];

    private NetworkConfig(string path, JsonElement file)
    {
        Path = path;
        foreach (var pair in file.EnumerateObject())
            if (pair.Value.ValueKind == JsonValueKind.Null)
                _nulls.Add(pair.Name);
            else
                _values[pair.Name] = pair.Value.Clone();
        IsDiffusers = _values.ContainsKey("_class_name");
        ClassName = Text("_class_name", null) ?? FirstArchitecture() ?? "";
    }

    private string? FirstArchitecture() =>
        _values.TryGetValue("architectures", out var all) && all.ValueKind == JsonValueKind.Array
            ? all.EnumerateArray().FirstOrDefault().ToString()
            : null;

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>
    /// The class that the file names: diffusers' <c>_class_name</c>, or the first of transformers'
    /// <c>architectures</c>; "" for neither.
    /// </summary>
    public string ClassName { get; }

    /// <summary>Whether diffusers wrote the file, and not transformers.</summary>
    public bool IsDiffusers { get; }

    /// <summary>Returns the whole content of the file.</summary>
    public JsonObject ToJson() =>
        new([
            .. _values.Select(p => KeyValuePair.Create(p.Key, JsonNode.Parse(p.Value.GetRawText()))),
            .. _nulls.Select(key => KeyValuePair.Create(key, (JsonNode?)null)),
        ]);

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, or is not a JSON object.</exception>
    public static NetworkConfig Load(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a checkpoint's part with its config.json", "copy the whole folder");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <exception cref="InvalidInputException">The text is not a JSON object.</exception>
    public static NetworkConfig Parse(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            ReadTexts(document.RootElement);
            return new(path, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"{path} cannot be read ({e.Message.TrimEnd('.')})", "a JSON object", "copy the file again");
        }
    }

    /// <summary>Reads a whole number of 1 or more; required when there is no default.</summary>
    public int Int(string key, int? otherwise = null) => Read(key, otherwise, Number, "a whole number of 1 or more");

    /// <summary>Reads a whole number of 0 or more.</summary>
    public int Whole(string key, int otherwise) =>
        Read<int>(
            key,
            otherwise,
            e => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out var n) && n >= 0 ? n : null,
            "a whole number"
        );

    /// <summary>Reads a number above 0.</summary>
    public float Float(string key, float otherwise) =>
        Read<float>(key, otherwise, e => Finite(e) is > 0 and var x ? x : null, "a number above 0");

    /// <summary>Reads a finite number; 0 is allowed.</summary>
    public float Shift(string key, float otherwise) =>
        Read<float>(key, otherwise, Finite, "a number");

    /// <summary>Reads true or false.</summary>
    public bool Bool(string key, bool otherwise) => Read<bool>(key, otherwise, Flag, "true or false");

    /// <summary>Reads a text; null when there is none.</summary>
    public string? Text(string key, string? otherwise) =>
        !Find(key, out var value) ? otherwise : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Refuse(key, "a text");

    /// <summary>Reads one of the allowed texts.</summary>
    public string Choice(string key, string otherwise, params string[] allowed) =>
        Text(key, otherwise) is { } given && allowed.Contains(given) ? given : throw Refuse(key, string.Join(", ", allowed));

    /// <summary>Reads one whole number of 1 or more per level, or a single one for all levels.</summary>
    /// <param name="key">The key.</param>
    /// <param name="count">Number of levels.</param>
    /// <param name="otherwise">The value of each level when the key is missing.</param>
    public int[] Ints(string key, int count, int otherwise) => PerLevel(key, count, otherwise, Number, "a whole number of 1 or more");

    /// <summary>Reads true or false per level, like <see cref="Ints"/>.</summary>
    public bool[] Bools(string key, int count, bool otherwise) => PerLevel(key, count, otherwise, Flag, "true or false");

    /// <summary>Reads a list of whole numbers of 1 or more.</summary>
    public int[] Sizes(string key, params int[] otherwise) => List(key, otherwise, Number, "a list of whole numbers of 1 or more");

    // Half a surrogate pair is valid JSON and not valid text; without this check, it would surface
    // wherever a value is read.
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        foreach (
            var value in element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().Select(p => p.Value),
                JsonValueKind.Array => element.EnumerateArray(),
                _ => [],
            }
        )
            ReadTexts(value);
    }

    /// <summary>Reads a list of texts, each one of those allowed.</summary>
    public string[] Names(string key, string[] otherwise, params string[] allowed)
    {
        if (!Find(key, out var value))
            return otherwise;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw Refuse(key, "a list");
        string[] names = [.. value.EnumerateArray().Select(e => e.ToString())];
        return names.FirstOrDefault(n => !allowed.Contains(n)) is { } unknown
            ? throw Refuse(key, $"'{unknown}'", string.Join(", ", allowed)) : names;
    }

    /// <summary>Reads for each level one number for all its blocks, or a list with one number per block.</summary>
    public int[][] Nested(string key, int[] blocks, int otherwise)
    {
        var allowed = $"a whole number, or a list of {blocks.Length} of them or of lists of one a block";
        if (!Find(key, out var value))
            return [.. blocks.Select(n => Enumerable.Repeat(otherwise, n).ToArray())];
        var levels = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [.. blocks.Select(_ => value)];
        if (levels.Length != blocks.Length)
            throw Refuse(key, allowed);
        return [.. levels.Zip(blocks, (level, n) =>
            level.ValueKind == JsonValueKind.Array && level.EnumerateArray().Select(Number).ToArray() is var list
                && list.All(x => x is not null) && list.Length >= 1 ? [.. list.Select(x => x!.Value)]
            : Number(level) is { } all ? Enumerable.Repeat(all, n).ToArray()
            : throw Refuse(key, allowed))];
    }

    /// <summary>Whether the key exists and is not null.</summary>
    public bool Has(string key) => Find(key, out _);

    /// <summary>Whether the key exists and is null.</summary>
    public bool IsNull(string key) => _nulls.Contains(key);

    /// <summary>Throws when the key has a value that is not allowed. Missing and null are always allowed.</summary>
    public void Only(string key, params string[] allowed)
    {
        if (Find(key, out var value) && !allowed.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase))
            throw Refuse(key, allowed.Length == 0 ? "null" : string.Join(" or ", allowed));
    }

    /// <summary>Declares keys that have no effect here.</summary>
    public void Ignore(params string[] keys) => _known.UnionWith(keys);

    /// <summary>Throws when the file has a key that was not read or declared.</summary>
    /// <exception cref="InvalidInputException">There is such a key.</exception>
    public void Close()
    {
        if (_values.Keys.FirstOrDefault(k => !k.StartsWith('_') && !_known.Contains(k)) is { } unknown)
            throw new InvalidInputException($"{Path} has {unknown} {Short(_values[unknown])}, which is not known",
                $"the keys of {ClassName} as of diffusers 0.27 or transformers 4.26",
                "it may change what the network computes; remove it if it does not");
    }

    /// <summary>Creates the error for a key.</summary>
    public InvalidInputException Refuse(string key, string allowed) =>
        Refuse(key, _values.TryGetValue(key, out var value) ? Short(value) : "none", allowed);

    private InvalidInputException Refuse(string key, string given, string allowed) =>
        new($"{Path} has {key} {given}", allowed, "take a model whose configuration has an allowed value");

    private static string Short(JsonElement value) => value.ToString() is { Length: > 60 } text ? text[..57] + "..." : value.ToString();

    private static int? Number(JsonElement e) => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out var n) && n >= 1 ? n : null;

    private static float? Finite(JsonElement e) =>
        e.ValueKind == JsonValueKind.Number && e.TryGetSingle(out var x) && float.IsFinite(x) ? x : null;

    private static bool? Flag(JsonElement e) => e.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    private bool Find(string key, out JsonElement value)
    {
        _known.Add(key);
        return _values.TryGetValue(key, out value);
    }

    // Null is no default: where the reference has a number by default, null means something else.
    private T Read<T>(string key, T? otherwise, Func<JsonElement, T?> read, string allowed) where T : struct =>
        (Find(key, out var value) ? read(value) : IsNull(key) ? null : otherwise) ?? throw Refuse(key, allowed);

    private T[] List<T>(string key, T[] otherwise, Func<JsonElement, T?> read, string allowed) where T : struct
    {
        if (!Find(key, out var value))
            return otherwise;
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? [.. value.EnumerateArray().Select(e => read(e) ?? throw Refuse(key, allowed))]
            : throw Refuse(key, allowed);
    }

    private T[] PerLevel<T>(string key, int count, T otherwise, Func<JsonElement, T?> read, string allowed) where T : struct
    {
        if (!Find(key, out var value) || value.ValueKind != JsonValueKind.Array)
            return [.. Enumerable.Repeat(Read<T>(key, otherwise, read, allowed), count)];
        var list = List(key, [], read, allowed);
        return list.Length == count ? list : throw Refuse(key, $"{allowed}, or a list of {count}");
    }
}
