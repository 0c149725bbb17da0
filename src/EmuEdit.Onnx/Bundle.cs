using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Graph;

namespace EmuEdit.Onnx;

/// <summary>
/// An editing model on disk, in the diffusers ONNX layout: <c>model_index.json</c>, <c>tokenizer/</c>, <c>text_encoder/</c>, <c>vae_encoder/</c>, <c>vae_decoder/</c>,
/// <c>unet/</c>, <c>scheduler/</c> and, where there are such, <c>text_to_image_unet/</c>, <c>task_predictor/</c>, <c>clip/</c>, <c>detector/</c>, <c>segmenter/</c>, <c>depth/</c>,
/// <c>task_embeddings.safetensors</c>, <c>emu_edit.json</c>.
/// What an edit needs is checked when it is loaded, what data sets are made with when it is first asked for, or by <see cref="WithAllParts"/>. One bundle serves several threads.
/// </summary>
public sealed class Bundle : IDisposable
{
    private const string DetectorPart = "detector", SegmenterPart = "segmenter", DepthPart = "depth", Model = "model.onnx";

    private readonly List<OnnxSession> _sessions = [];

    // No edit needs them, and none is to wait for them.
    private readonly Lazy<TextToImageModel?> _textToImage;
    private readonly Lazy<IDetector?> _detector;
    private readonly Lazy<ISegmenter?> _segmenter;
    private readonly Lazy<IDepthEstimator?> _depth;

    private Bundle(string folder, SessionSettings settings, Func<string, ITaskStore> tasks)
    {
        Folder = folder;
        Provider = ProviderInUse.Choose(settings);
        settings = settings with { Provider = settings.Provider with { Kind = Provider.Kind } };
        _textToImage = new(() => HasTextToImage ? OpenTextToImage(settings) : null);
        _detector = new(() => Has(DetectorPart, Model) ? OpenDetector(settings) : null);
        _segmenter = new(() => HasSam ? OpenSam(settings) : Has(SegmenterPart, Model) ? new BoxSegmenter(Open(settings, SegmenterPart), ImageSize) : null);
        _depth = new(() => Has(DepthPart, Model) ? new DepthModel(Open(settings, DepthPart), ImageSize) : null);
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
            UNet = new(Open(settings, "unet", recorded: EditUNet.Output));
            ImageSize = Config.ImageSize ?? VaeEncoder.Size ?? DiffusersFiles.ImageSize(folder);
            TaskEmbeddings = UNet.TakesTask ? new(tasks(folder)) : null;
            TaskPredictor = Has("task_predictor", Model) ? new(Open(settings, "task_predictor")) : null;
            ClipText = Has("clip", "text_model.onnx") ? new(Open(settings, "clip", "text_model.onnx")) : null;
            ClipImage = Has("clip", "vision_model.onnx")
                ? new(Open(settings, "clip", "vision_model.onnx"), Normalisation("clip"), ImageSize)
                : null;
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

    /// <summary>What its models run on.</summary>
    public ProviderInUse Provider { get; }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>What <c>emu_edit.json</c> says.</summary>
    public BundleConfig Config { get; }

    /// <summary>Side of the square pictures it works on, in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>The noise schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>The tokenizer of every text model in it but a GroundingDINO, which has its own.</summary>
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
    public TextToImageModel? TextToImage => _textToImage.Value;

    /// <summary>Finds what a phrase names; null when the bundle has no detector.</summary>
    public IDetector? Detector => _detector.Value;

    /// <summary>Cuts out what a box holds; null when the bundle has no segmenter.</summary>
    public ISegmenter? Segmenter => _segmenter.Value;

    /// <summary>Estimates depth; null when the bundle has no model for it.</summary>
    public IDepthEstimator? Depth => _depth.Value;

    /// <summary>The folders of the parts that a bundle may lack and this one has.</summary>
    public IEnumerable<string> OptionalParts => new (string Name, string File)[]
    {
        (TextToImageModel.UNetPart, Model), ("task_predictor", Model), ("clip", "vision_model.onnx"), (DetectorPart, Model), (SegmenterPart, HasSam ? SamSegmenter.EncoderFile : Model), (DepthPart, Model),
    }.Where(p => Has(p.Name, p.File)).Select(p => p.Name);

    /// <summary>Whether pairs can be drawn with it. Does not load the model.</summary>
    public bool HasTextToImage => Has(TextToImageModel.UNetPart, Model);

    /// <summary>The names of the tasks that an edit may ask for: those of <see cref="BundleConfig.Tasks"/>, then any that were inverted since.</summary>
    public IReadOnlyCollection<string> Tasks => TasksFor(null);

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
    public TimeSpan TimeInRun
    {
        get
        {
            lock (_sessions)
                return _sessions.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.TimeInRun);
        }
    }

    /// <summary>Loads a bundle.</summary>
    /// <param name="folder">The bundle's folder.</param>
    /// <param name="settings">How its models are run; null for the defaults.</param>
    /// <param name="tasks">Where its learned tasks are, from its folder; null, the default, for its own file. A bundle that takes no tasks asks for none.</param>
    /// <exception cref="InvalidInputException">A file is missing or broken, a model's inputs and outputs are not those of the layout, or CUDA is asked for and cannot be used.</exception>
    public static Bundle Load(string folder, SessionSettings? settings = null, Func<string, ITaskStore>? tasks = null)
    {
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"no folder {folder}", "a bundle's folder, for example models/tiny");
        return new(folder, settings ?? new(), tasks ?? (bundle => new FileTaskStore(bundle)));
    }

    /// <summary>The same as <see cref="Tasks"/>, for one that is named: where it is not known, it may have been learned a moment ago on another machine, and is looked for again.</summary>
    /// <param name="named">The task; null for none.</param>
    public IReadOnlyCollection<string> TasksFor(string? named)
    {
        if (TaskEmbeddings is null)
            return Config.Tasks;
        var names = TaskEmbeddings.NamesFor(named);
        return [.. Config.Tasks.Intersect(names).Union(names)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }

    private OnnxSession Open(SessionSettings settings, string part, string file = Model, Func<byte[], byte[]>? rewrite = null, string? recorded = null)
    {
        var session = OnnxSession.Load(BundleFiles.Require(Folder, part, file), settings, rewrite, recorded);
        lock (_sessions)
            _sessions.Add(session);
        return session;
    }

    private IDetector OpenDetector(SessionSettings settings)
    {
        var session = Open(settings, DetectorPart);
        return GroundingDinoDetector.Fits(session)
            ? new GroundingDinoDetector(session, GroundingPrompts.Load(Path.Combine(Folder, DetectorPart)), Normalisation(DetectorPart, PixelNormalisation.ImageNet))
            : new PhraseDetector(session, Tokenizer, ImageSize);
    }

    private SamSegmenter OpenSam(SessionSettings settings) =>
        new(Open(settings, SegmenterPart, SamSegmenter.EncoderFile), Open(settings, SegmenterPart, SamSegmenter.DecoderFile), Normalisation(SegmenterPart, PixelNormalisation.ImageNet));

    private PixelNormalisation Normalisation(string part, PixelNormalisation? otherwise = null) => PixelNormalisation.Load(Path.Combine(Folder, part, "preprocessor_config.json"), otherwise);

    // A model without a text encoder of its own reads with the editor's.
    private TextToImageModel OpenTextToImage(SessionSettings settings)
    {
        var model = new TextToImageModel(
            Open(settings, TextToImageModel.UNetPart, rewrite: graph => AttentionControl.Add(graph)),
            Has(TextToImageModel.TextPart, Model) ? new(Open(settings, TextToImageModel.TextPart)) : TextEncoder);
        model.Require(VaeDecoder.Channels, Tokenizer.Length);
        return model;
    }

    /// <summary>Loads what is otherwise loaded when it is first asked for: text-to-image model, detector, segmenter, depth estimator.</summary>
    /// <returns>This bundle.</returns>
    /// <exception cref="InvalidInputException">One of them is broken, or does not fit the others.</exception>
    public Bundle WithAllParts()
    {
        _ = (TextToImage, Detector, Segmenter, Depth);
        return this;
    }

    private bool HasSam => Has(SegmenterPart, SamSegmenter.EncoderFile);

    private bool Has(string part, string file) => File.Exists(Path.Combine(Folder, part, file));

    private void CheckThatPartsFit()
    {
        TextEncoder.RequireLength(Tokenizer.Length);
        VaeEncoder.RequireSize(ImageSize);
        UNet.Require(VaeDecoder.Channels, TextEncoder.Width, TaskEmbeddings?.Width);
        TaskPredictor?.Require(Config.Tasks.Count, Tokenizer.Length);
        if (TaskPredictor is not null && Config.Tasks.FirstOrDefault(t => !Tasks.Contains(t)) is { } task)
            throw new InvalidInputException($"task '{task}' of {Path.Combine(Folder, "emu_edit.json")}", $"a task with an embedding: {string.Join(", ", Tasks)}", "add its vector to task_embeddings.safetensors");
    }
}
