using System.Text.Json;
using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>
/// The columns of a Parquet file: those of InstructPix2Pix under their names, and this project's own. Images are structs of the PNG file's
/// bytes and its name in the shard, which Hugging Face <c>datasets</c> decodes.
/// </summary>
internal static class ParquetColumns
{
    public static IReadOnlyList<(string Name, string Meaning, bool IsPicture)> All { get; } =
    [
        ("original_prompt", "caption of the picture before", false),
        ("original_image", "the picture before", true),
        ("edit_prompt", "the instruction", false),
        ("edited_prompt", "caption of the picture after", false),
        ("edited_image", "the picture after", true),
        ("mask", "white where it was edited", true),
        ("task", "the kind of edit, one of sixteen", false),
        ("object", "what the edit is about; null when it is about the whole picture", false),
        ("origin", "how the pair was made, every hyper-parameter, as JSON; null for a rendered sample", false),
        ("filters", "what each filter measured, as JSON", false),
    ];

    public static ParquetSchema Schema { get; } =
        new([
            .. All.Select(c =>
                c.IsPicture ? (Field)new StructField(c.Name, new DataField("bytes", typeof(byte[]), true), Text("path")) : Text(c.Name)
            ),
        ]);

    /// <summary>Returns the value of the key "huggingface", from which <c>datasets</c> learns to show images as images.</summary>
    public static string Features() =>
        JsonSerializer.Serialize(
            new
            {
                info = new
                {
                    features = new OrderedDictionary<string, object>(
                        All.Select(c =>
                            KeyValuePair.Create<string, object>(
                                c.Name,
                                c.IsPicture ? new { _type = "Image" } : new { dtype = "string", _type = "Value" }
                            )
                        )
                    ),
                },
            }
        );

    /// <summary>Returns the name of a column's image files in a shard.</summary>
    public static string ImageOf(string column) => column switch
    {
        "original_image" => SampleFiles.Input,
        "edited_image" => SampleFiles.Target,
        _ => SampleFiles.Region,
    };

    public static string? TextOf(string column, SampleText text) => column switch
    {
        "original_prompt" => text.InputCaption,
        "edit_prompt" => text.Instruction,
        "edited_prompt" => text.OutputCaption,
        "task" => text.Task,
        "object" => text.Object,
        "origin" => text.OriginJson(),
        _ => text.FiltersJson(),
    };

    private static DataField Text(string name) => new(name, typeof(string), true);
}
