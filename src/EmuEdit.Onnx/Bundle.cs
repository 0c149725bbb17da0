using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Onnx.Graph;

namespace EmuEdit.Onnx;

/// <summary>
/// An editing model on disk, in the diffusers ONNX layout: <c>model_index.json</c>, <c>tokenizer/</c>, <c>text_encoder/</c>, <c>vae_encoder/</c>, <c>vae_decoder/</c>,
/// <c>unet/</c>, <c>scheduler/</c> and, where there are such, <c>text_to_image_unet/</c>, <c>task_predictor/</c>, <c>clip/</c>, <c>detector/</c>, <c>segmenter/</c>, <c>depth/</c>,
/// <c>task_embeddings.safetensors</c>, <c>emu_edit.json</c>.
/// All of it is checked when it is loaded. One bundle serves several threads.
/// </summary>
public sealed class Bundle : IDisposable
{
    private readonly List<OnnxSession> _sessions = [];

    private Bundle(string folder, SessionSettings settings)
    {
        Folder = folder;
        try
        {
            var pipeline = DiffusersFiles.PipelineName(folder);
            Config = BundleConfig.Load(Path.Combine(folder, "emu_edit.json"));
            Name = Config.Name ?? pipeline;
            Schedule = new(SchedulerConfigFile.Load(BundleFiles.Require(folder, "scheduler", "scheduler_config.json")));
            Tokenizer = ClipTokenizer.Load(Path.Combine(folder, "tokenizer"));
            TextEncoder = new(Open(settings, "text_encoder"));
            VaeEncoder = new(Open(settings, "vae_encoder"));
            VaeDecoder = new(Open(settings, "vae_decoder"), DiffusersFiles.ScalingFactor(folder, Config));
            UNet = new(Open(settings, "unet"));
            ImageSize = Config.ImageSize ?? VaeEncoder.Size ?? DiffusersFiles.ImageSize(folder);
            TaskEmbeddings = UNet.TakesTask ? TaskEmbeddings.Load(BundleFiles.Require(folder, "task_embeddings.safetensors")) : null;
            TaskPredictor = Has("task_predictor", "model.onnx") ? new(Open(settings, "task_predictor")) : null;
            ClipText = Has("clip", "text_model.onnx") ? new(Open(settings, "clip", "text_model.onnx")) : null;
            ClipImage = Has("clip", "vision_model.onnx")
                ? new(Open(settings, "clip", "vision_model.onnx"), PixelNormalisation.Load(Path.Combine(folder, "clip", "preprocessor_config.json")), ImageSize)
                : null;
            TextToImage = Has(TextToImageModel.UNetPart, "model.onnx") ? OpenTextToImage(settings) : null;
            Detector = Has("detector", "model.onnx") ? new PhraseDetector(Open(settings, "detector"), Tokenizer, ImageSize) : null;
            Segmenter = Has("segmenter", "model.onnx") ? new BoxSegmenter(Open(settings, "segmenter"), ImageSize) : null;
            Depth = Has("depth", "model.onnx") ? new DepthModel(Open(settings, "depth"), ImageSize) : null;
            CheckThatPartsFit();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder it was loaded from.</summary>
    public string Folder { get; }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>What <c>emu_edit.json</c> says.</summary>
    public BundleConfig Config { get; }

    /// <summary>Side of the square pictures it works on, in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>The noise schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>The tokenizer of every text model in it.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>The text encoder.</summary>
    public TextEncoder TextEncoder { get; }

    /// <summary>Pictures to latents.</summary>
    public VaeEncoder VaeEncoder { get; }

    /// <summary>Latents to pictures.</summary>
    public VaeDecoder VaeDecoder { get; }

    /// <summary>The denoising network.</summary>
    public EditUNet UNet { get; }

    /// <summary>The task embeddings; null when the U-Net takes none.</summary>
    public TaskEmbeddings? TaskEmbeddings { get; }

    /// <summary>The task predictor; null when the bundle has none.</summary>
    public TaskPredictorModel? TaskPredictor { get; }

    /// <summary>The text half of a CLIP model; null when the bundle has none.</summary>
    public ClipText? ClipText { get; }

    /// <summary>The picture half of a CLIP model; null when the bundle has none.</summary>
    public ClipImage? ClipImage { get; }

    /// <summary>The text-to-image model, with attention control; null when the bundle has none.</summary>
    public TextToImageModel? TextToImage { get; }

    /// <summary>Finds what a phrase names; null when the bundle has no detector.</summary>
    public IDetector? Detector { get; }

    /// <summary>Cuts out what a box holds; null when the bundle has no segmenter.</summary>
    public ISegmenter? Segmenter { get; }

    /// <summary>Estimates depth; null when the bundle has no model for it.</summary>
    public IDepthEstimator? Depth { get; }

    /// <summary>The folders of the parts that a bundle may lack and this one has.</summary>
    public IEnumerable<string> OptionalParts => new (string Name, object? Part)[]
    {
        ("text_to_image_unet", TextToImage), ("task_predictor", TaskPredictor), ("clip", ClipImage), ("detector", Detector), ("segmenter", Segmenter), ("depth", Depth),
    }.Where(p => p.Part is not null).Select(p => p.Name);

    /// <summary>The names of the tasks that an edit may ask for: those of <see cref="BundleConfig.Tasks"/>, then any that were inverted since.</summary>
    public IReadOnlyCollection<string> Tasks =>
        TaskEmbeddings is null ? Config.Tasks : [.. Config.Tasks.Intersect(TaskEmbeddings.Names).Union(TaskEmbeddings.Names)];

    /// <summary>What a user should know of this bundle, a sentence each; empty when it has every part.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            if (!UNet.TakesTask)
                yield return "The U-Net takes no task embedding: a task that is asked for goes into the prompt.";
            if (TaskPredictor is null)
                yield return UNet.TakesTask ? "There is no task predictor: every edit must name its task." : "There is no task predictor: an edit that names no task has none.";
        }
    }

    /// <summary>Time spent in ONNX Runtime's <c>Run</c> since the bundle was loaded, summed over models and threads.</summary>
    public TimeSpan TimeInRun => _sessions.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.TimeInRun);

    /// <summary>Loads a bundle.</summary>
    /// <param name="folder">The bundle's folder.</param>
    /// <param name="settings">How its models are run; null for the defaults.</param>
    /// <exception cref="InvalidInputException">A file is missing or broken, or a model's inputs and outputs are not those of the layout.</exception>
    public static Bundle Load(string folder, SessionSettings? settings = null)
    {
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"no folder {folder}", "a bundle's folder, for example models/tiny");
        return new(folder, settings ?? new());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }

    private OnnxSession Open(SessionSettings settings, string part, string file = "model.onnx", Func<byte[], byte[]>? rewrite = null)
    {
        var session = OnnxSession.Load(BundleFiles.Require(Folder, part, file), settings, rewrite);
        _sessions.Add(session);
        return session;
    }

    // A model without a text encoder of its own reads with the editor's.
    private TextToImageModel OpenTextToImage(SessionSettings settings) => new(
        Open(settings, TextToImageModel.UNetPart, rewrite: model => AttentionControl.Add(model)),
        Has(TextToImageModel.TextPart, "model.onnx") ? new(Open(settings, TextToImageModel.TextPart)) : TextEncoder);

    private bool Has(string part, string file) => File.Exists(Path.Combine(Folder, part, file));

    private void CheckThatPartsFit()
    {
        TextEncoder.RequireLength(Tokenizer.Length);
        VaeEncoder.RequireSize(ImageSize);
        UNet.Require(VaeDecoder.Channels, TextEncoder.Width, TaskEmbeddings?.Width);
        TextToImage?.Require(VaeDecoder.Channels, Tokenizer.Length);
        TaskPredictor?.Require(Config.Tasks.Count, Tokenizer.Length);
        if (TaskPredictor is not null && Config.Tasks.FirstOrDefault(t => !Tasks.Contains(t)) is { } task)
            throw new InvalidInputException($"task '{task}' of {Path.Combine(Folder, "emu_edit.json")}", $"a task with an embedding: {string.Join(", ", Tasks)}", "add its vector to task_embeddings.safetensors");
    }
}
