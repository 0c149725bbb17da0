using System.Collections.Concurrent;

namespace EmuEdit.Dataset;

/// <summary>The rows of a row group. A column is read on first use. Thread-safe.</summary>
internal sealed class ParquetRows(ParquetGroup group)
{
    private readonly ConcurrentDictionary<string, Lazy<string?[]>> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<byte[]?[]>> _pictures = new(StringComparer.Ordinal);

    public ParquetGroup Group => group;

    public string?[] Texts(string column) => _texts.GetOrAdd(column, name => new(() => group.Texts(name))).Value;

    public byte[]?[] Images(string column) => _pictures.GetOrAdd(column, name => new(() => group.Images(name))).Value;
}

/// <summary>Keeps the row groups that were used last. Thread-safe.</summary>
/// <param name="most">Most groups that are kept.</param>
internal sealed class ParquetCache(int most)
{
    private readonly LinkedList<ParquetRows> _kept = new();

    public ParquetRows Get(ParquetGroup group)
    {
        lock (_kept)
        {
            var rows = _kept.FirstOrDefault(r => r.Group == group) ?? new(group);
            _kept.Remove(rows);
            _kept.AddFirst(rows);
            if (_kept.Count > most)
                _kept.RemoveLast();
            return rows;
        }
    }
}
