namespace EmuEdit.Dataset;

/// <summary>Values by name, sorted ordinally, so in the same order on every machine.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class NameMap<T>() : SortedDictionary<string, T>(StringComparer.Ordinal);

internal static class NameMap
{
    /// <exception cref="ArgumentException">Two values have the same name.</exception>
    public static NameMap<T> Of<T>(IEnumerable<KeyValuePair<string, T>> values)
    {
        var map = new NameMap<T>();
        foreach (var (name, value) in values)
            map.Add(name, value);
        return map;
    }

    /// <summary>Merges two maps. When both have a name, its value is <paramref name="plus"/> of both values.</summary>
    public static NameMap<T> Plus<T>(NameMap<T> a, NameMap<T> b, Func<T, T, T> plus)
    {
        var sum = Of(a);
        foreach (var (name, value) in b)
            sum[name] = sum.TryGetValue(name, out var other) ? plus(other, value) : value;
        return sum;
    }

    public static NameMap<long> Plus(NameMap<long> a, NameMap<long> b) => Plus(a, b, static (x, y) => x + y);
}
