namespace EmuEdit.Onnx;

/// <summary>
/// What a bundle knows about its own limits; <c>review</c> of <c>emu_edit.json</c>. <c>emuedit
/// evaluate review --write</c> measures it.
/// </summary>
public sealed record ReviewSettings
{
    /// <summary>
    /// The file beside <c>emu_edit.json</c> with the statistics of the images that the model was
    /// trained on.
    /// </summary>
    public const string StatisticsFile = "image_statistics.safetensors";

    /// <summary>
    /// Whether the tokenizer has one token for each word that the model learned, and takes unknown
    /// words apart. Default false: words are not checked.
    /// </summary>
    public bool ClosedVocabulary { get; init; }

    /// <summary>
    /// The detector's confidence, 0 to 1, below which an object counts as not found. Null: the
    /// detector's own default.
    /// </summary>
    public float? ObjectConfidence { get; init; }

    /// <summary>
    /// Confidence, 0 to 1, below which a predicted task counts as uncertain. Null: tasks are not
    /// checked.
    /// </summary>
    public float? TaskConfidence { get; init; }

    /// <summary>
    /// Distance from the images of <see cref="StatisticsFile"/> above which an image counts as
    /// unusual; 1 is typical. Null: images are not checked.
    /// </summary>
    public float? ImageDistance { get; init; }
}
