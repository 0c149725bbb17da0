using System.Text;
using EmuEdit.Core;
using Parquet;
using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>A row group, as described in the footer of its file.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Number">Number of the group in the file.</param>
/// <param name="FirstRow">The group's first row, counted in the file.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Bytes">Size in memory of the columns that are read, in bytes.</param>
/// <param name="Layout">Layout of the columns.</param>
internal sealed record ParquetGroup(string Path, int Number, long FirstRow, int Rows, long Bytes, ParquetLayout Layout)
{
    // Bytes that are not valid text are damage.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the groups of a file that have rows.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="columns">Columns by role, see <see cref="ParquetRole"/>.</param>
    /// <exception cref="InvalidInputException">The file is truncated, not a Parquet file, or in an unknown layout.</exception>
    public static IReadOnlyList<ParquetGroup> Read(string path, IReadOnlyDictionary<string, string> columns) => Guarded(path, async () =>
    {
        LfsPointer.Refuse(path, "a whole Parquet file");
        var reader = await OpenAsync(path).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var (layout, groups, first) = (ParquetRole.Find(reader.Schema, columns, path), new List<ParquetGroup>(), 0L);
            var fields = layout.Fields(reader.Schema);
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                var bytes = fields.Sum(f => group.GetMetadata(f)!.MetaData!.TotalUncompressedSize);
                // An image takes more than one byte. Without this check, a damaged count of rows would allocate memory for all of them.
                if (group.RowCount < 0 || group.RowCount > bytes)
                    throw new InvalidDataException($"row group {i} claims {group.RowCount} rows in {bytes} bytes");
                if (group.RowCount > 0)
                    groups.Add(new(path, i, first, checked((int)group.RowCount), bytes, layout));
                first += group.RowCount;
            }
            return groups;
        }
    });

    /// <summary>Reads the texts of a column; null for a row without one.</summary>
    /// <exception cref="InvalidInputException">The column is damaged.</exception>
    public string?[] Texts(string column) => Column(column, async (group, field) => ParquetField.IsText(field)
        ? await ValuesAsync<char, string>(group, field, text => text.ToString()).ConfigureAwait(false)
        : await ValuesAsync<byte, string>(group, field, text => Utf8.GetString(text.Span)).ConfigureAwait(false));

    /// <summary>Reads the image files of a column; null for a row without one.</summary>
    /// <exception cref="InvalidInputException">The column is damaged.</exception>
    public byte[]?[] Images(string column) =>
        Column(column, (group, field) => ValuesAsync<byte, byte[]>(group, field, file => file.ToArray()));

    private T?[] Column<T>(string column, Func<ParquetRowGroupReader, DataField, Task<T?[]>> read)
        where T : class =>
        Guarded(
            $"{column} of rows {FirstRow} to {FirstRow + Rows - 1} of {Path}",
            async () =>
            {
                var reader = await OpenAsync(Path).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    using var group = reader.OpenRowGroupReader(Number);
                    var field = ParquetField.Of(reader.Schema, column);
                    if (group.RowCount != Rows || group.GetMetadata(field)!.MetaData!.NumValues != Rows)
                        throw new InvalidDataException($"{group.GetMetadata(field)!.MetaData!.NumValues} values, not {Rows}");
                    return await read(group, field).ConfigureAwait(false);
                }
            }
        );

    // Read raw: the reader that fills in nulls counts a null inside a struct as a value, and shifts those after it.
    private async Task<T?[]> ValuesAsync<TRaw, T>(ParquetRowGroupReader group, DataField field, Func<ReadOnlyMemory<TRaw>, T> copy)
        where T : class
    {
        var (levels, values, next) = (new int[Rows], new ReadOnlyMemory<TRaw>[Rows], 0);
        await group
            .ReadRawAsync<ReadOnlyMemory<TRaw>>(field, values, field.MaxDefinitionLevel > 0 ? levels : null, null)
            .ConfigureAwait(false);
        return Array.ConvertAll(levels, level => level == field.MaxDefinitionLevel ? copy(values[next++]) : null);
    }

    private static Task<ParquetReader> OpenAsync(string path)
    {
        ParquetFooter.Check(path);
        return ParquetReader.CreateAsync(path);
    }

    // The decoders of pages, levels and compression may throw anything on damage, including a failed allocation of a size read from the
    // file.
    private static T Guarded<T>(string what, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not InvalidInputException)
        {
            throw new InvalidInputException(
                $"{what} is cut off, damaged or not Parquet ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "a whole Parquet file",
                "write or copy it again"
            );
        }
    }
}
