using EmuEdit.Core;
using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>How edits are laid out in the columns of a Parquet file; recognised by the columns' names, of which there may be more. Pictures are structs of a file's <c>bytes</c> and its <c>path</c>, as Hugging Face writes them.</summary>
/// <param name="Name">Whose layout it is.</param>
/// <param name="Input">Column of the pictures before.</param>
/// <param name="Instruction">Column of the instructions.</param>
/// <param name="Target">Column of the pictures after.</param>
internal sealed record ParquetLayout(string Name, string Input, string Instruction, string Target)
{
    /// <summary>Column of the masks; null where there is none. Where a row has none, the pixels that change are what is edited.</summary>
    public string? Mask { get; init; }

    /// <summary>Whether a mask is the input with a hole, or with a white patch, and one without either is none; else it is white on black.</summary>
    public bool MaskIsHole { get; init; }

    /// <summary>Columns of both captions; null where there are none.</summary>
    public (string Input, string Output)? Captions { get; init; }

    /// <summary>Columns of the task and the object that is edited; null where there are none.</summary>
    public (string Task, string Object)? Task { get; init; }

    private static ParquetLayout InstructPix2Pix { get; } = new("InstructPix2Pix", "original_image", "edit_prompt", "edited_image") { Captions = ("original_prompt", "edited_prompt") };

    private static ParquetLayout Ours { get; } = InstructPix2Pix with { Name = "EmuEdit", Mask = "mask", Task = ("task", "object") };

    private static ParquetLayout MagicBrush { get; } = new("MagicBrush", "source_img", "instruction", "target_img") { Mask = "mask_img", MaskIsHole = true };

    // The richer one first: it has all columns of the other.
    private static IReadOnlyList<ParquetLayout> All { get; } = [Ours, InstructPix2Pix, MagicBrush];

    private IEnumerable<string> Texts => new[] { Instruction, Captions?.Input, Captions?.Output, Task?.Task, Task?.Object }.OfType<string>();

    private IEnumerable<string> Pictures => new[] { Input, Target, Mask }.OfType<string>();

    /// <summary>Every column that is read: of a picture that of its bytes.</summary>
    public IReadOnlyList<DataField> Fields(ParquetSchema schema) => [.. Texts.Select(name => Text(schema, name)!), .. Pictures.Select(name => Bytes(schema, name)!)];

    /// <summary>The layout of a file.</summary>
    /// <exception cref="InvalidInputException">It is none of those known.</exception>
    public static ParquetLayout Of(ParquetSchema schema, string path) => All.FirstOrDefault(layout => layout.Fits(schema))
        ?? throw new InvalidInputException($"{path} with the columns {string.Join(", ", schema.Fields.Select(f => f.Name))}", string.Join("; or ", All.Select(l => $"{string.Join(", ", l.Texts.Concat(l.Pictures))} ({l.Name})")));

    /// <summary>The field of a text, or of a picture's bytes.</summary>
    public static DataField Field(ParquetSchema schema, string name) => (Text(schema, name) ?? Bytes(schema, name))!;

    private bool Fits(ParquetSchema schema) => Texts.All(name => Text(schema, name) is not null) && Pictures.All(name => Bytes(schema, name) is not null);

    private static DataField? Text(ParquetSchema schema, string name) => schema.Fields.FirstOrDefault(f => f.Name == name) is DataField field && field.ClrType == typeof(ReadOnlyMemory<char>) ? field : null;

    private static DataField? Bytes(ParquetSchema schema, string name) => schema.Fields.FirstOrDefault(f => f.Name == name) is StructField picture
        && picture.Fields.FirstOrDefault(f => f.Name == "bytes") is DataField field && field.ClrType == typeof(ReadOnlyMemory<byte>) ? field : null;
}
