using EmuEdit.Core;
using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>Finds the fields of columns by name.</summary>
internal static class ParquetField
{
    /// <summary>Returns the field of a text, or of an image's bytes.</summary>
    public static DataField Of(ParquetSchema schema, string name) => (Text(schema, name) ?? Bytes(schema, name))!;

    /// <summary>Whether a field's values are texts; otherwise they are bytes.</summary>
    public static bool IsText(DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>);

    /// <exception cref="InvalidInputException">The column holds no texts.</exception>
    public static void RequireText(ParquetSchema schema, string name, string path)
    {
        if (Text(schema, name) is null)
            throw Refusal(schema, name, path, "text");
    }

    /// <exception cref="InvalidInputException">The column holds no images.</exception>
    public static void RequireImage(ParquetSchema schema, string name, string path)
    {
        if (Bytes(schema, name) is null)
            throw Refusal(schema, name, path, "pictures inside of the file: binary, or a struct with binary 'bytes'");
    }

    private static Field? Find(ParquetSchema schema, string name) => schema.Fields.FirstOrDefault(f => f.Name == name);

    private static DataField? Text(ParquetSchema schema, string name) =>
        Find(schema, name) is DataField { IsArray: false } field && (IsText(field) || IsBinary(field)) ? field : null;

    private static DataField? Bytes(ParquetSchema schema, string name) =>
        Find(schema, name) switch
        {
            DataField { IsArray: false } field when IsBinary(field) => field,
            StructField picture
                when picture.Fields.FirstOrDefault(f => f.Name == "bytes") is DataField { IsArray: false } field && IsBinary(field) =>
                field,
            _ => null,
        };

    private static bool IsBinary(DataField field) => field.ClrType == typeof(ReadOnlyMemory<byte>);

    private static InvalidInputException Refusal(ParquetSchema schema, string name, string path, string allowed) =>
        new(
            $"column {name} of {path} is {Describe(Find(schema, name))}",
            allowed,
            $"write the file with it, name another column with --column, or where it can be done without leave it out with --column ROLE="
        );

    private static string Describe(Field? field) => field switch
    {
        StructField picture => $"a struct of {string.Join(", ", picture.Fields.Select(f => $"{f.Name} ({Describe(f)})"))}",
        DataField { IsArray: true } => "a list",
        DataField data when IsText(data) => "text",
        DataField data when IsBinary(data) => "binary",
        DataField data => data.ClrType.Name,
        ListField => "a list",
        MapField => "a map",
        _ => "of an unknown kind",
    };
}
