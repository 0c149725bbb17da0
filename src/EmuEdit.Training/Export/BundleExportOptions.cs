using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Training.Export;

/// <summary>Options of a bundle's export.</summary>
public sealed record BundleExportOptions
{
    /// <summary>Folder of the bundle. An existing bundle is replaced, with everything in its folder.</summary>
    public required string Output { get; init; }

    /// <summary>Folder of the tokenizer with which every part was trained.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Folder of the editor's run; null takes the base's editor.</summary>
    public string? Editor { get; init; }

    /// <summary>
    /// Folder of the task predictor's run. Null: taken from <see cref="Base"/>, if
    /// it has the part. Without a task predictor, every edit must name its task.
    /// </summary>
    public string? TaskPredictor { get; init; }

    /// <summary>Folder of the CLIP run. Null: taken from <see cref="Base"/>, if it has the part.</summary>
    public string? Clip { get; init; }

    /// <summary>
    /// Folder of the text-to-image model's run. Null: taken from <see cref="Base"/>,
    /// if it has the part. Without the model, pairs cannot be synthesised.
    /// </summary>
    public string? TextToImage { get; init; }

    /// <summary>Folder of the detector's run. Null: taken from <see cref="Base"/>, if it has the part.</summary>
    public string? Detector { get; init; }

    /// <summary>Folder of the segmenter's run. Null: taken from <see cref="Base"/>, if it has the part.</summary>
    public string? Segmenter { get; init; }

    /// <summary>Folder of the depth estimator's run. Null: taken from <see cref="Base"/>, if it has the part.</summary>
    public string? Depth { get; init; }

    /// <summary>
    /// A bundle from which parts without a run are copied, with their training records; null for
    /// none.
    /// </summary>
    public string? Base { get; init; }

    /// <summary>
    /// Whether to copy only editor and task predictor from the base, and not the parts that
    /// synthesise and filter pairs. Default false.
    /// </summary>
    public bool EditingOnly { get; init; }

    /// <summary>Name of the model; default "tiny".</summary>
    public string Name { get; init; } = "tiny";

    /// <summary>Licence of the weights; default MIT.</summary>
    public string Licence { get; init; } = "MIT";

    /// <summary>A remark for the model's users.</summary>
    public string Notes { get; init; } = "Knows the built-in world and no photograph.";

    /// <summary>
    /// Default options of an edit. Default: one step of DDIM without guidance. The network predicts
    /// the clean sample and is nearly certain of it, so guidance adds little, and further steps
    /// feed its errors back to it (measured: docs/training.md).
    /// </summary>
    public EditDefaults Defaults { get; init; } = new() { Steps = 1, TextGuidance = 1, ImageGuidance = 1, Sampler = "ddim" };

    /// <summary>Validates the options.</summary>
    /// <exception cref="InvalidInputException">The output folder is in use for something
    /// else, there is neither an editor nor a base, or the base is not a bundle.</exception>
    public void Validate()
    {
        if (
            File.Exists(Output)
            || (
                Directory.Exists(Output)
                && Directory.EnumerateFileSystemEntries(Output).Any()
                && !File.Exists(Path.Combine(Output, "model_index.json"))
            )
        )
            throw new InvalidInputException(
                $"{Output} is there and is no bundle",
                "a new folder, an empty one or a bundle to replace",
                "choose another folder"
            );
        if (Editor is null && Base is null)
            throw new InvalidInputException(
                "a run without an editor and no base",
                "a run of 'emuedit train editor', or a base bundle",
                "train the editor, or name the bundle whose editor stays"
            );
        if (Base is not null && !File.Exists(Path.Combine(Base, "model_index.json")))
            throw new InvalidInputException(
                $"base {Base}, which is no bundle",
                "the folder of a bundle, with model_index.json",
                "name one, or leave it out"
            );
    }
}
