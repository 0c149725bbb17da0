using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Onnx;

/// <summary>Where a model's files are: a folder, or a single file with a tokenizer beside it.</summary>
/// <param name="folder">The folder of everything except networks: tokenizers, configurations, learned tasks.</param>
internal abstract class ModelSource(string folder)
{
    /// <summary>The folder of everything except networks.</summary>
    public string Folder { get; } = folder;

    /// <summary>The model's name when its files state none.</summary>
    public abstract string Name { get; }

    /// <summary>The path of the model, for messages.</summary>
    public abstract string Path { get; }

    /// <summary>The model's pipeline.</summary>
    public abstract PipelineIndex Pipeline { get; }

    /// <summary>The content of <c>emu_edit.json</c>, or the defaults of the pipeline's class.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or has another format.</exception>
    public abstract BundleConfig Config { get; }

    /// <summary>The scheduler's configuration in diffusers' format, and its name for error messages.</summary>
    public abstract (string Json, string Name) Scheduler { get; }

    /// <summary>Side of the model's images, in pixels, when no network fixes it.</summary>
    public abstract int ImageSize { get; }

    /// <summary>Returns the factor of latents before they are diffused.</summary>
    /// <param name="config">The content of <c>emu_edit.json</c>.</param>
    public abstract float ScalingFactor(BundleConfig config);

    /// <summary>Returns the number of layers of a text encoder; null when no file states it.</summary>
    public virtual int? TextLayers(string part) => null;

    /// <summary>Returns the path of an exported graph.</summary>
    public virtual string OnnxFile(string part, string file) => System.IO.Path.Combine(Folder, part, file);

    /// <summary>
    /// Whether the model has a network and no graph in its place. Exporters copy the configuration,
    /// so that alone does not show it.
    /// </summary>
    public abstract bool Has(string part);

    /// <summary>Opens a network.</summary>
    /// <exception cref="InvalidInputException">The network is broken.</exception>
    public abstract CheckpointPart Open(string part, LoraMerge loras);

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="part">tokenizer, or tokenizer_2 of Stable Diffusion XL.</param>
    /// <exception cref="InvalidInputException">The tokenizer is missing or broken.</exception>
    public abstract ClipTokenizer Tokenizer(string part);

    /// <summary>Finds the source of a path.</summary>
    /// <exception cref="InvalidInputException">The path does not exist.</exception>
    public static ModelSource Of(string path) => Directory.Exists(path) ? new FolderSource(path)
        : File.Exists(path) ? new SingleFileSource(path)
        : throw new InvalidInputException(
            $"no folder {path}",
            "a model's folder, for example models/tiny, or a single file of safetensors"
        );
}

/// <summary>A folder as diffusers saves one, or with exported graphs.</summary>
internal sealed class FolderSource(string folder) : ModelSource(folder)
{
    public override string Name =>
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Folder)));

    public override string Path => Folder;

    public override PipelineIndex Pipeline => DiffusersFiles.Pipeline(Folder);

    public override BundleConfig Config => BundleConfig.Load(System.IO.Path.Combine(Folder, "emu_edit.json"), Pipeline);

    public override (string Json, string Name) Scheduler
    {
        get
        {
            var path = BundleFiles.Require(Folder, "scheduler", "scheduler_config.json");
            return (File.ReadAllText(path), path);
        }
    }

    public override int ImageSize => DiffusersFiles.ImageSize(Folder);

    public override float ScalingFactor(BundleConfig config) => DiffusersFiles.ScalingFactor(Folder, config);

    public override int? TextLayers(string part) => DiffusersFiles.TextLayers(Folder, part);

    public override bool Has(string part) =>
        !File.Exists(OnnxFile(part, BundleParts.Model)) && CheckpointPart.IsPart(System.IO.Path.Combine(Folder, part));

    public override CheckpointPart Open(string part, LoraMerge loras) => CheckpointPart.Open(System.IO.Path.Combine(Folder, part), loras);

    public override ClipTokenizer Tokenizer(string part) => ClipTokenizer.Load(System.IO.Path.Combine(Folder, part));
}

/// <summary>
/// A whole model in one file, see <see cref="LdmFile"/>. Configurations that it lacks are those of
/// Stable Diffusion. Its tokenizer is beside it, and its scheduler may be, too.
/// </summary>
internal sealed class SingleFileSource : ModelSource
{
    private const string OpenClipPad = "!";

    private readonly string _path;
    private readonly LdmFile _file;

    public SingleFileSource(string path)
        : base(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!) => (_path, _file) = (path, LdmFile.Open(path));

    public override string Name => System.IO.Path.GetFileNameWithoutExtension(_path);

    public override string Path => _path;

    public override PipelineIndex Pipeline => new((_file.Kind, _file.Channels) switch
    {
        (LdmKind.XL, 8) => "StableDiffusionXLInstructPix2PixPipeline",
        (LdmKind.XL, _) => "StableDiffusionXLPipeline",
        (_, 8) => "StableDiffusionInstructPix2PixPipeline",
        _ => "StableDiffusionPipeline",
    });

    public override BundleConfig Config => new() { Defaults = EditDefaults.Of(Pipeline.Class) };

    public override (string Json, string Name) Scheduler => SingleFileScheduler.Of(_path, Folder, _file.Markers);

    public override int ImageSize => _file.Kind == LdmKind.XL ? 1024 : 512;

    public override float ScalingFactor(BundleConfig config) => config.ScalingFactor ?? (_file.Kind == LdmKind.XL ? 0.13025f : 0.18215f);

    // Graphs beside the file belong to other models.
    public override string OnnxFile(string part, string file) => System.IO.Path.Combine(_path, part, file);

    public override bool Has(string part) =>
        part is "unet" or "vae" or "text_encoder" || (part == "text_encoder_2" && _file.Kind == LdmKind.XL);

    public override CheckpointPart Open(string part, LoraMerge loras) => _file.Part(part, loras);

    public override ClipTokenizer Tokenizer(string part)
    {
        var folders = new[] { System.IO.Path.Combine(Folder, part), System.IO.Path.Combine(Folder, "tokenizer"), Folder };
        var found =
            Array.Find(
                folders,
                f => File.Exists(System.IO.Path.Combine(f, "vocab.json")) || File.Exists(System.IO.Path.Combine(f, "tokenizer.json"))
            )
            ?? throw new InvalidInputException(
                $"no tokenizer beside {_path}, which holds none",
                "tokenizer/ with vocab.json and merges.txt, or with tokenizer.json, in the same folder",
                "copy the tokenizer folder of any Stable Diffusion in diffusers' layout; it is the same in all"
            );
        return ClipTokenizer.Load(found, part == "tokenizer_2" || _file.Kind == LdmKind.Two ? OpenClipPad : null);
    }
}
