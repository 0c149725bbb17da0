using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>
/// How edits are laid out in the columns of a Parquet file; recognised by the names of the columns that an edit cannot do without, of which
/// there may be more. Any column can be named, see <see cref="ParquetRole"/>. Images are binary, or structs of a file's <c>bytes</c> and
/// its <c>path</c>, as Hugging Face writes them; texts are texts, or binary UTF-8.
/// </summary>
/// <param name="Name">Whose layout it is.</param>
/// <param name="Input">Column of the images before.</param>
/// <param name="Instruction">Column of the instructions.</param>
/// <param name="Target">Column of the images after.</param>
internal sealed record ParquetLayout(string Name, string Input, string Instruction, string Target)
{
    /// <summary>Column of the masks; null where there is none. Where a row has none, the pixels that change are what is edited.</summary>
    public string? Mask { get; init; }

    /// <summary>
    /// Whether a mask is the input with a hole, or with a white patch, and one without either is none; else it is white on black.
    /// </summary>
    public bool MaskIsHole { get; init; }

    /// <summary>Column of the captions of the images before; null where there is none.</summary>
    public string? InputCaption { get; init; }

    /// <summary>Column of the captions of the images after; null where there is none.</summary>
    public string? OutputCaption { get; init; }

    /// <summary>Column of the tasks; null where there is none.</summary>
    public string? Task { get; init; }

    /// <summary>Column of the objects that are edited; null where there is none.</summary>
    public string? Object { get; init; }

    /// <summary>Whether both images have captions.</summary>
    public bool HasCaptions => InputCaption is not null && OutputCaption is not null;

    /// <summary>Those known; the one with more of its columns in a file is taken, and of two with as many the first.</summary>
    public static IReadOnlyList<ParquetLayout> All { get; } =
    [
        new("EmuEdit, InstructPix2Pix", "original_image", "edit_prompt", "edited_image") { InputCaption = "original_prompt", OutputCaption = "edited_prompt", Mask = "mask", Task = "task", Object = "object" },
        new("MagicBrush", "source_img", "instruction", "target_img") { Mask = "mask_img", MaskIsHole = true },
        new("UltraEdit", "source_image", "edit_prompt", "edited_image") { InputCaption = "source_caption", OutputCaption = "target_caption", Mask = "mask_image" },
        new("InstructPix2Pix, samples", "input_image", "edit_prompt", "edited_image") { InputCaption = "original_prompt", OutputCaption = "edited_prompt" },
    ];

    /// <summary>Columns of texts.</summary>
    public IEnumerable<string> Texts => new[] { Instruction, InputCaption, OutputCaption, Task, Object }.OfType<string>();

    /// <summary>Columns of images.</summary>
    public IEnumerable<string> Pictures => new[] { Input, Target, Mask }.OfType<string>();

    /// <summary>Every column that is read: of an image that of its bytes.</summary>
    public IReadOnlyList<DataField> Fields(ParquetSchema schema) => [.. Texts.Concat(Pictures).Select(name => ParquetField.Of(schema, name))];
}
