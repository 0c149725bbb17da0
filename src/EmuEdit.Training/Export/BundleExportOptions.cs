using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Training.Export;

/// <summary>What a bundle is made of.</summary>
public sealed record BundleExportOptions
{
    /// <summary>Folder of the bundle. A bundle that is there is replaced, with everything in its folder.</summary>
    public required string Output { get; init; }

    /// <summary>Folder of the tokenizer that every part was trained with.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Folder of the editor's run; null takes the base's editor.</summary>
    public string? Editor { get; init; }

    /// <summary>Folder of the task predictor's run; null leaves the part out, and every edit must name its task.</summary>
    public string? TaskPredictor { get; init; }

    /// <summary>Folder of the CLIP run; null leaves the part out.</summary>
    public string? Clip { get; init; }

    /// <summary>Folder of the text-to-image model's run; null leaves the part out, and pairs cannot be synthesised.</summary>
    public string? TextToImage { get; init; }

    /// <summary>Folder of the detector's run; null leaves the part out.</summary>
    public string? Detector { get; init; }

    /// <summary>Folder of the segmenter's run; null leaves the part out.</summary>
    public string? Segmenter { get; init; }

    /// <summary>Folder of the depth estimator's run; null leaves the part out.</summary>
    public string? Depth { get; init; }

    /// <summary>A bundle whose parts are taken over, with their records, where no run of them is given; null for none.</summary>
    public string? Base { get; init; }

    /// <summary>Whether of the base only the task predictor is taken over, without what pairs are synthesised and filtered with; default false.</summary>
    public bool EditingOnly { get; init; }

    /// <summary>The model's name; default "tiny".</summary>
    public string Name { get; init; } = "tiny";

    /// <summary>Licence of the weights; default MIT.</summary>
    public string Licence { get; init; } = "MIT";

    /// <summary>A remark for whoever uses the model.</summary>
    public string Notes { get; init; } = "Knows the built-in world and no photograph.";

    /// <summary>
    /// What an edit does unless told otherwise. Default one step of DDIM without guidance: the network predicts the clean sample and is nearly
    /// certain of it, so guidance has little to add, and further steps feed what it got wrong back to it (measured: docs/training.md).
    /// </summary>
    public EditDefaults Defaults { get; init; } = new() { Steps = 1, TextGuidance = 1, ImageGuidance = 1, Sampler = "ddim" };

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="InvalidInputException">The output folder is in use for something else, or the base is no bundle.</exception>
    public void Validate()
    {
        if (File.Exists(Output) || (Directory.Exists(Output) && Directory.EnumerateFileSystemEntries(Output).Any() && !File.Exists(Path.Combine(Output, "model_index.json"))))
            throw new InvalidInputException($"{Output} is there and is no bundle", "a new folder, an empty one or a bundle to replace", "choose another folder");
        if (Editor is null && Base is null)
            throw new InvalidInputException("a run without an editor and no base", "a run of 'emuedit train editor', or a base bundle", "train the editor, or name the bundle whose editor stays");
        if (Base is not null && !File.Exists(Path.Combine(Base, "model_index.json")))
            throw new InvalidInputException($"base {Base}, which is no bundle", "the folder of a bundle, with model_index.json", "name one, or leave it out");
    }
}
