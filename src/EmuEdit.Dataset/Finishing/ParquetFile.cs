using System.Text.Json;
using EmuEdit.Core;
using Parquet;
using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>
/// Writes a copy of shards as a Parquet file. The images are the exact bytes of the shards; the file depends only on the shards.
/// </summary>
internal static class ParquetFile
{
    // Few rows per group, because images are large. A reader must hold a whole group at once, and so does this writer.
    private const int GroupRows = 100,
        GroupBytes = 64 << 20;
    private const string Features = "huggingface",
        Made = "emuedit";

    /// <summary>The source of a Parquet file.</summary>
    /// <param name="Shards">SHA-256 of each shard, by name.</param>
    /// <param name="Tasks">Number of samples per task.</param>
    public sealed record Source(NameMap<string> Shards, NameMap<long> Tasks);

    /// <summary>Writes the file, unless it exists and was made from the same shards.</summary>
    /// <returns>Number of samples per task.</returns>
    /// <exception cref="InvalidInputException">A shard is broken.</exception>
    public static async Task<NameMap<long>> WriteAsync(
        string path,
        IReadOnlyList<string> shards,
        NameMap<string> hashes,
        CancellationToken cancellationToken
    )
    {
        if (await ReadSourceAsync(path).ConfigureAwait(false) is { } there && there.Shards.SequenceEqual(hashes))
            return there.Tasks;
        var tasks = new NameMap<long>();
        await AtomicFile
            .WriteAsync(
                path,
                async stream =>
                {
                    var writer = await ParquetWriter
                        .CreateAsync(
                            ParquetColumns.Schema,
                            stream,
                            new ParquetOptions { CompressionMethod = CompressionMethod.Snappy },
                            cancellationToken: cancellationToken
                        )
                        .ConfigureAwait(false);
                    await using (writer.ConfigureAwait(false))
                    {
                        foreach (var rows in Groups(shards))
                        {
                            cancellationToken.ThrowIfCancellationRequested();
                            foreach (var (_, text) in rows)
                                tasks[text.Task] = tasks.GetValueOrDefault(text.Task) + 1;
                            await WriteGroupAsync(writer, rows).ConfigureAwait(false);
                        }
                        writer.CustomMetadata = new Dictionary<string, string>
                        {
                            [Features] = ParquetColumns.Features(),
                            [Made] = JsonSerializer.Serialize(new Source(hashes, tasks), DatasetJson.Line),
                        };
                    }
                }
            )
            .ConfigureAwait(false);
        return tasks;
    }

    private static async Task<Source?> ReadSourceAsync(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var reader = await ParquetReader.CreateAsync(path).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                return reader.CustomMetadata.TryGetValue(Made, out var json)
                    ? JsonSerializer.Deserialize<Source>(json, DatasetJson.Line)
                    : null;
        }
        catch (Exception e) when (e is IOException or JsonException or ParquetException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<IReadOnlyList<(SampleFiles Files, SampleText Text)>> Groups(IEnumerable<string> shards)
    {
        var (rows, bytes) = (new List<(SampleFiles, SampleText)>(), 0L);
        foreach (var shard in shards)
            foreach (var (offset, length, _) in ShardFile.Scan(shard))
            {
                var files = ShardFile.Read(shard, offset, length);
                rows.Add((files, files.ToText()));
                bytes += length;
                if (rows.Count < GroupRows && bytes < GroupBytes)
                    continue;
                yield return rows;
                (rows, bytes) = ([], 0);
            }
        if (rows.Count > 0)
            yield return rows;
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, IReadOnlyList<(SampleFiles Files, SampleText Text)> rows)
    {
        using var group = writer.CreateRowGroup();
        foreach (var field in ParquetColumns.Schema.Fields)
            if (field is StructField { Fields: [DataField bytes, DataField path] })
            {
                var part = ParquetColumns.ImageOf(field.Name);
                await group.WriteAsync(bytes, [.. rows.Select(r => r.Files.Parts[part])]).ConfigureAwait(false);
                await group.WriteAsync(path, [.. rows.Select(r => $"{r.Files.Key}.{part}")]).ConfigureAwait(false);
            }
            else
                await group
                    .WriteAsync((DataField)field, [.. rows.Select(r => ParquetColumns.TextOf(field.Name, r.Text)!)])
                    .ConfigureAwait(false);
        group.CompleteValidate();
    }
}
