using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>
/// The layout of edits in the columns of a Parquet file. It is recognised by the names of the required columns; there may be more columns.
/// Any column can be named, see <see cref="ParquetRole"/>. Images are binary, or structs of a file's <c>bytes</c> and its <c>path</c>, as
/// Hugging Face writes them; texts are strings, or binary UTF-8.
/// </summary>
/// <param name="Name">Name of the project that uses the layout.</param>
/// <param name="Input">Column of the input images.</param>
/// <param name="Instruction">Column of the instructions.</param>
/// <param name="Target">Column of the target images.</param>
internal sealed record ParquetLayout(string Name, string Input, string Instruction, string Target)
{
    /// <summary>Column of the masks; null when there is none. For a row without a mask, the region is the pixels that change.</summary>
    public string? Mask { get; init; }

    /// <summary>
    /// Whether a mask is the input with a hole, or with a white patch; an image with neither is no mask. Otherwise the mask is white on
    /// black.
    /// </summary>
    public bool MaskIsHole { get; init; }

    /// <summary>Column of the input captions; null when there is none.</summary>
    public string? InputCaption { get; init; }

    /// <summary>Column of the target captions; null when there is none.</summary>
    public string? OutputCaption { get; init; }

    /// <summary>Column of the tasks; null when there is none.</summary>
    public string? Task { get; init; }

    /// <summary>Column of the edited objects; null when there is none.</summary>
    public string? Object { get; init; }

    /// <summary>Whether both images have captions.</summary>
    public bool HasCaptions => InputCaption is not null && OutputCaption is not null;

    /// <summary>The known layouts. The one with the most of its columns in a file is used; among equals, the first.</summary>
    public static IReadOnlyList<ParquetLayout> All { get; } =
    [
        new("EmuEdit, InstructPix2Pix", "original_image", "edit_prompt", "edited_image")
        {
            InputCaption = "original_prompt",
            OutputCaption = "edited_prompt",
            Mask = "mask",
            Task = "task",
            Object = "object",
        },
        new("MagicBrush", "source_img", "instruction", "target_img") { Mask = "mask_img", MaskIsHole = true },
        new("UltraEdit", "source_image", "edit_prompt", "edited_image")
        {
            InputCaption = "source_caption",
            OutputCaption = "target_caption",
            Mask = "mask_image",
        },
        new("InstructPix2Pix, samples", "input_image", "edit_prompt", "edited_image")
        {
            InputCaption = "original_prompt",
            OutputCaption = "edited_prompt",
        },
    ];

    /// <summary>Columns of texts.</summary>
    public IEnumerable<string> Texts => new[] { Instruction, InputCaption, OutputCaption, Task, Object }.OfType<string>();

    /// <summary>Columns of images.</summary>
    public IEnumerable<string> Pictures => new[] { Input, Target, Mask }.OfType<string>();

    /// <summary>Returns every field that is read; for an image, that of its bytes.</summary>
    public IReadOnlyList<DataField> Fields(ParquetSchema schema) =>
        [.. Texts.Concat(Pictures).Select(name => ParquetField.Of(schema, name))];
}
