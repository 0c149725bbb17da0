using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Graph;

namespace EmuEdit.Onnx;

/// <summary>
/// An editing model on disk: a folder as diffusers saves one (<c>model_index.json</c>, <c>tokenizer/</c>, <c>text_encoder/</c>,
/// <c>vae/</c>, <c>unet/</c>, <c>scheduler/</c>, for Stable Diffusion XL also <c>tokenizer_2/</c> and <c>text_encoder_2/</c>). Its networks
/// are safetensors, or ONNX exports (then <c>vae_encoder/</c> and <c>vae_decoder/</c>). Optional parts are <c>text_to_image_unet/</c> or
/// <c>text_to_image/</c>, <c>task_predictor/</c>, <c>clip/</c>, <c>detector/</c>, <c>segmenter/</c>, <c>depth/</c>,
/// <c>task_embeddings.safetensors</c> and <c>emu_edit.json</c>. Loading checks what an edit needs. The parts for making data sets are
/// checked when they are first used, or by <see cref="WithAllParts"/>. Thread-safe.
/// </summary>
public sealed class Bundle : IDisposable
{
    private const string DetectorPart = "detector",
        SegmenterPart = "segmenter",
        DepthPart = "depth",
        Model = BundleParts.Model,
        PreviewPart = "preview_vae";

    // The parts that every edit needs.
    private static readonly string[] s_edited =
    [
        "text_encoder",
        PromptReader.SecondPart,
        DiffusersFiles.VaePart,
        "vae_encoder",
        "vae_decoder",
        "unet",
    ];

    private readonly ModelSource _source;
    private readonly SessionSettings _settings;
    private readonly BundleParts _parts;
    private BundleParts? _drawing;

    // No edit needs these parts, so no edit waits for them.
    private readonly Lazy<TextToImageModel?> _textToImage;
    private readonly Lazy<IDetector?> _detector;
    private readonly Lazy<ISegmenter?> _segmenter;
    private readonly Lazy<IDepthEstimator?> _depth;

    private Bundle(ModelSource source, SessionSettings settings, Func<string, ITaskStore> tasks, IReadOnlyList<Lora> loras)
    {
        (_source, Folder) = (source, source.Folder);
        Provider = ProviderInUse.Choose(settings);
        _settings = settings with { Provider = settings.Provider with { Kind = Provider.Kind } };
        _parts = new(source, _settings, new(loras.Select(l => LoraFile.Read(l.File, l.Weight)).ToList()));
        Loras = loras;
        _textToImage = new(() => HasTextToImage ? OpenTextToImage() : null);
        _detector = new(() => _parts.Has(DetectorPart) ? OpenDetector() : null);
        _segmenter = new(() =>
            HasSam ? OpenSam()
            : _parts.Has(SegmenterPart) ? new BoxSegmenter(_parts.Open(SegmenterPart), ImageSize)
            : null
        );
        _depth = new(() => _parts.Has(DepthPart) ? new DepthModel(_parts.Open(DepthPart), ImageSize) : null);
        try
        {
            Config = source.Config;
            Name = Config.Name ?? source.Name;
            Schedule = new(SchedulerFor(null));
            _parts.Expect(s_edited);
            Tokenizer = source.Tokenizer("tokenizer");
            TextEncoder = TextEncoder.Open(source, _parts, "text_encoder");
            Prompts = PromptReader.Open(source, _parts, (Tokenizer, TextEncoder));
            VaeEncoder = new(_parts.OpenNetwork("vae_encoder", DiffusersFiles.VaePart, "vae_encoder"));
            VaeDecoder = new(_parts.OpenNetwork("vae_decoder", DiffusersFiles.VaePart, "vae_decoder"), source.ScalingFactor(Config));
            PreviewDecoder = _parts.Has(PreviewPart)
                ? new(_parts.OpenNetwork(PreviewPart, graph: "vae_decoder"), scalingFactor: 1)
                : VaeDecoder;
            UNet = new(_parts.OpenNetwork("unet", recorded: EditUNet.Output));
            PictureScale = source.Pipeline.ScalesImage(Schedule.Config) ? source.ScalingFactor(Config) : 1;
            ImageSize = Config.ImageSize ?? VaeEncoder.Size ?? source.ImageSize;
            Autoencoder = new(VaeEncoder, VaeDecoder, source.ScalingFactor(Config), ImageSize);
            TaskEmbeddings = UNet.TakesTask ? new(tasks(source.Folder)) : null;
            TaskPredictor = _parts.Has("task_predictor") ? new(_parts.Open("task_predictor")) : null;
            ClipText = _parts.Has("clip", "text_model.onnx") ? new(_parts.Open("clip", "text_model.onnx")) : null;
            ClipImage = _parts.Has("clip", "vision_model.onnx")
                ? new(_parts.Open("clip", "vision_model.onnx"), Normalisation("clip"), ImageSize)
                : null;
            CheckThatPartsFit();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder that the bundle was loaded from; for a single file, the folder that holds it.</summary>
    public string Folder { get; }

    /// <summary>The path that the bundle was loaded from: its folder, or a single file.</summary>
    public string Path => _source.Path;

    /// <summary>The LoRAs that were merged into the weights.</summary>
    public IReadOnlyList<Lora> Loras { get; }

    /// <summary>The execution provider that the models run on.</summary>
    public ProviderInUse Provider { get; }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The settings in <c>emu_edit.json</c>.</summary>
    public BundleConfig Config { get; }

    /// <summary>
    /// Side of the square images that the model works on, in pixels. For a model that takes images of any shape, the side of a square with
    /// as many pixels as the model was trained on.
    /// </summary>
    public int ImageSize { get; }

    /// <summary>Whether the model takes images of any shape. Models of this project, and exports for one size, take squares.</summary>
    public bool TakesAnyShape => !Config.IsOurs && VaeEncoder.Size is null && UNet.TakesAnySize;

    /// <summary>The noise schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>Where the noise schedule comes from: a file, or the metadata of a single file.</summary>
    public string ScheduleSource => _source.Scheduler.Name;

    /// <summary>The tokenizer of every text model in the bundle except GroundingDINO, which has its own.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>The text encoder; for Stable Diffusion XL, the first.</summary>
    public TextEncoder TextEncoder { get; }

    /// <summary>Encodes texts for the U-Net.</summary>
    public PromptReader Prompts { get; }

    /// <summary>The autoencoder's encoder, from images to latents.</summary>
    public VaeEncoder VaeEncoder { get; }

    /// <summary>The autoencoder's decoder, from latents to images.</summary>
    public VaeDecoder VaeDecoder { get; }

    /// <summary>Both halves of the autoencoder, for square images.</summary>
    public Autoencoder Autoencoder { get; }

    /// <summary>
    /// Decodes latents for previews during an edit: a tiny autoencoder (<c>preview_vae/</c>, Bohan 2023) when there is one, otherwise
    /// <see cref="VaeDecoder"/>.
    /// </summary>
    public VaeDecoder PreviewDecoder { get; }

    /// <summary>
    /// Factor of the input image's latents before the U-Net receives them: 1, except in CosXL-Edit, where it is the autoencoder's factor.
    /// </summary>
    public float PictureScale { get; }

    /// <summary>The denoising network.</summary>
    public EditUNet UNet { get; }

    /// <summary>The task embeddings; null when the U-Net takes none.</summary>
    public TaskEmbeddings? TaskEmbeddings { get; }

    /// <summary>The task predictor; null when the bundle has none.</summary>
    public TaskPredictorModel? TaskPredictor { get; }

    /// <summary>The text half of a CLIP model; null when the bundle has none.</summary>
    public ClipText? ClipText { get; }

    /// <summary>The image half of a CLIP model; null when the bundle has none.</summary>
    public ClipImage? ClipImage { get; }

    /// <summary>The text-to-image model, with attention control; null when the bundle has none.</summary>
    public TextToImageModel? TextToImage => _textToImage.Value;

    /// <summary>Side of the images of pairs, in pixels: that of the text-to-image model when there is one.</summary>
    public int PairSize => TextToImage?.Autoencoder.ImageSize ?? ImageSize;

    /// <summary>Finds the object that a phrase names; null when the bundle has no detector.</summary>
    public IDetector? Detector => _detector.Value;

    /// <summary>Segments the object in a box; null when the bundle has no segmenter.</summary>
    public ISegmenter? Segmenter => _segmenter.Value;

    /// <summary>Estimates depth; null when the bundle has no depth model.</summary>
    public IDepthEstimator? Depth => _depth.Value;

    /// <summary>The folders of the optional parts that this bundle has.</summary>
    public IEnumerable<string> OptionalParts =>
        new (string Name, string File)[]
        {
            (TextToImageModel.UNetPart, Model),
            ("task_predictor", Model),
            ("clip", "vision_model.onnx"),
            (DetectorPart, Model),
            (SegmenterPart, HasSam ? SamSegmenter.EncoderFile : Model),
            (DepthPart, Model),
        }
            .Where(p => _parts.Has(p.Name, p.File))
            .Select(p => p.Name)
            .Concat(HasPipeline ? [TextToImageModel.Folder] : []);

    /// <summary>The networks of the bundle: those that every edit needs, then those of the text-to-image model.</summary>
    public IEnumerable<PartSummary> Networks => _parts.Summaries([.. s_edited, TextToImageModel.UNetPart, TextToImageModel.TextPart]);

    /// <summary>Whether the bundle can generate pairs. Does not load the model.</summary>
    public bool HasTextToImage => HasPipeline || _parts.Has(TextToImageModel.UNetPart);

    /// <summary>
    /// The names of the tasks that an edit can use: those of <see cref="BundleConfig.Tasks"/>, then any that were learned since.
    /// </summary>
    public IReadOnlyCollection<string> Tasks => TasksFor(null);

    /// <summary>Remarks on this bundle for its user, one sentence each; empty when it has every part.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            foreach (var lora in Loras)
                yield return FormattableString.Invariant($"{lora.File} is merged into its weights, times {lora.Weight}.");
            if (PictureScale != 1)
                yield return FormattableString.Invariant(
                    $"The input picture's latents are scaled by {PictureScale}, too, as CosXL-Edit takes them; is_cosxl_edit of model_index.json says otherwise."
                );
            if (VaeEncoder.DrawsNoise)
                yield return "The exported encoder draws its latent at random: the same edit gives another picture each time, whatever the seed.";
            if (!UNet.TakesTask)
                yield return "The U-Net takes no task embedding: a task that is asked for goes into the prompt.";
            if (TaskPredictor is null)
                yield return UNet.TakesTask
                    ? "There is no task predictor: every edit must name its task."
                    : "There is no task predictor: an edit that names no task has none.";
        }
    }

    /// <summary>Time spent in ONNX Runtime's <c>Run</c> since the bundle was loaded, summed over models and threads.</summary>
    public TimeSpan TimeInRun => _parts.TimeInRun + (_drawing?.TimeInRun ?? TimeSpan.Zero);

    /// <summary>Returns the noise schedule's configuration for a sampler.</summary>
    /// <param name="sampler">One of <see cref="Samplers.Names"/>; null for the scheduler that the bundle's file names.</param>
    /// <exception cref="InvalidInputException">The sampler is unknown, or the file cannot be read.</exception>
    public SchedulerConfig SchedulerFor(string? sampler)
    {
        var (json, name) = _source.Scheduler;
        return sampler is null ? SchedulerConfigFile.Parse(json, name) : Samplers.Named(sampler).Of(json, name);
    }

    /// <summary>Loads a bundle.</summary>
    /// <param name="path">The bundle's folder, or a model in a single file.</param>
    /// <param name="settings">Settings for running the models; null for the defaults.</param>
    /// <param name="tasks">
    /// Returns the store of learned tasks for a bundle's folder; null, the default, for the bundle's own file. Not called for a bundle that
    /// takes no tasks.
    /// </param>
    /// <param name="loras">LoRAs that are merged into the weights while they load, in this order; null, the default, for none.</param>
    /// <exception cref="InvalidInputException">
    /// A file is missing or broken, a model's inputs and outputs are not those of the layout, or CUDA was asked for and cannot be used.
    /// </exception>
    public static Bundle Load(
        string path,
        SessionSettings? settings = null,
        Func<string, ITaskStore>? tasks = null,
        IReadOnlyList<Lora>? loras = null
    )
    {
        var source = ModelSource.Of(path);
        if (loras is { Count: > 0 } && File.Exists(source.OnnxFile("unet", Model)))
            throw new InvalidInputException(
                $"a LoRA for {path}, whose U-Net is an exported graph",
                "a model of safetensors, which it can be merged into",
                "export the model again with the LoRA: emuedit models export --lora"
            );
        return new(source, settings ?? new(), tasks ?? (bundle => new FileTaskStore(bundle)), loras ?? []);
    }

    /// <summary>Returns <see cref="Tasks"/>, refreshed when a task is unknown. Another machine may have learned it a moment ago.</summary>
    /// <param name="named">Name of the task; null for none.</param>
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
        _parts.Dispose();
        _drawing?.Dispose();
    }

    private IDetector OpenDetector()
    {
        var session = _parts.Open(DetectorPart);
        return GroundingDinoDetector.Fits(session)
            ? new GroundingDinoDetector(
                session,
                GroundingPrompts.Load(System.IO.Path.Combine(Folder, DetectorPart)),
                Normalisation(DetectorPart, PixelNormalisation.ImageNet)
            )
            : new PhraseDetector(session, Tokenizer, ImageSize);
    }

    private SamSegmenter OpenSam() =>
        new(
            _parts.Open(SegmenterPart, SamSegmenter.EncoderFile),
            _parts.Open(SegmenterPart, SamSegmenter.DecoderFile),
            Normalisation(SegmenterPart, PixelNormalisation.ImageNet)
        );

    private PixelNormalisation Normalisation(string part, PixelNormalisation? otherwise = null) =>
        PixelNormalisation.Load(System.IO.Path.Combine(Folder, part, "preprocessor_config.json"), otherwise);

    // A model without its own text encoder uses the editor's.
    private TextToImageModel OpenTextToImage()
    {
        var model = HasPipeline
            ? OpenPipeline(new FolderSource(System.IO.Path.Combine(Folder, TextToImageModel.Folder)))
            : new(
                _parts.OpenNetwork(TextToImageModel.UNetPart, rewrite: graph => AttentionControl.Add(graph)),
                new(Tokenizer, _parts.Has(TextToImageModel.TextPart) ? new(_parts.OpenNetwork(TextToImageModel.TextPart)) : TextEncoder),
                Schedule,
                Autoencoder
            );
        model.Require();
        return model;
    }

    // This model has its own parts throughout: an editor that predicts the sample may stand beside a Stable Diffusion 2 that predicts v.
    private TextToImageModel OpenPipeline(FolderSource source)
    {
        _drawing = new(source, _settings, new([]));
        _drawing.Expect(s_edited);
        var (json, name) = source.Scheduler;
        var factor = source.ScalingFactor(new());
        return new(
            _drawing.OpenNetwork("unet", rewrite: graph => AttentionControl.Add(graph)),
            PromptReader.Open(source, _drawing, (source.Tokenizer("tokenizer"), TextEncoder.Open(source, _drawing, "text_encoder"))),
            new(SchedulerConfigFile.Parse(json, name)),
            new(
                new(_drawing.OpenNetwork("vae_encoder", DiffusersFiles.VaePart, "vae_encoder")),
                new(_drawing.OpenNetwork("vae_decoder", DiffusersFiles.VaePart, "vae_decoder"), factor),
                factor,
                source.ImageSize
            )
        );
    }

    /// <summary>
    /// Loads the parts that are otherwise loaded on first use: text-to-image model, detector, segmenter, depth estimator.
    /// </summary>
    /// <returns>This bundle.</returns>
    /// <exception cref="InvalidInputException">A part is broken, or does not fit the others.</exception>
    public Bundle WithAllParts()
    {
        _ = (TextToImage, Detector, Segmenter, Depth);
        return this;
    }

    private bool HasPipeline => File.Exists(_source.OnnxFile(TextToImageModel.Folder, "model_index.json"));

    private bool HasSam => _parts.Has(SegmenterPart, SamSegmenter.EncoderFile);

    private void CheckThatPartsFit()
    {
        Prompts.RequireLengths();
        VaeEncoder.RequireSize(ImageSize);
        UNet.Require(VaeDecoder.Channels, Prompts.Width, TaskEmbeddings?.Width);
        UNet.Session.RequireTimesteps(UNet.Timestep, Schedule.Config);
        TaskPredictor?.Require(Config.Tasks.Count, Tokenizer.Length);
        if (TaskPredictor is not null && Config.Tasks.FirstOrDefault(t => !Tasks.Contains(t)) is { } task)
            throw new InvalidInputException(
                $"task '{task}' of {System.IO.Path.Combine(Folder, "emu_edit.json")}",
                $"a task with an embedding: {string.Join(", ", Tasks)}",
                "add its vector to task_embeddings.safetensors"
            );
    }
}
