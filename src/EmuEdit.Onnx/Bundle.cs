using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Onnx;

/// <summary>
/// An editing model on disk: a folder as diffusers saves one (<c>model_index.json</c>,
/// <c>tokenizer/</c>, <c>text_encoder/</c>, <c>vae/</c>, <c>unet/</c>, <c>scheduler/</c>, for
/// Stable Diffusion XL also <c>tokenizer_2/</c> and <c>text_encoder_2/</c>). Its networks are
/// safetensors, or ONNX exports (then <c>vae_encoder/</c> and <c>vae_decoder/</c>). Optional parts
/// are <c>text_to_image_unet/</c> or <c>text_to_image/</c>, <c>task_predictor/</c>, <c>clip/</c>,
/// <c>detector/</c>, <c>segmenter/</c>, <c>depth/</c>, <c>task_embeddings.safetensors</c> and
/// <c>emu_edit.json</c>. Loading checks what an edit needs. The parts for making data sets are
/// checked when they are first used, or by <see cref="WithAllParts"/>. Thread-safe.
/// </summary>
public sealed class Bundle : IDisposable
{
    private const string PreviewPart = "preview_vae", Predictor = BundleParts.PredictorPart, Clip = BundleParts.ClipPart;

    private readonly ModelSource _source;
    private readonly BundleParts _parts;
    private readonly DatasetParts _datasetParts;

    private Bundle(ModelSource source, SessionSettings settings, Func<string, ITaskStore> tasks, IReadOnlyList<Lora> loras)
    {
        (_source, Folder) = (source, source.Folder);
        Provider = ProviderInUse.Choose(settings);
        settings = settings with { Provider = settings.Provider with { Kind = Provider.Kind } };
        _parts = new(source, settings, new(loras.Select(l => LoraFile.Read(l.File, l.Weight)).ToList()));
        Loras = loras;
        _datasetParts = new(source, settings, _parts, this);
        try
        {
            Config = source.Config;
            Name = Config.Name ?? source.Name;
            Schedule = new(SchedulerFor(null));
            _parts.Expect(BundleParts.OfEdits);
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
            TaskPredictor = _parts.Has(Predictor) ? new(_parts.Open(Predictor)) : null;
            ClipText = _parts.Has(Clip, "text_model.onnx") ? new(_parts.Open(Clip, "text_model.onnx")) : null;
            ClipImage = _parts.Has(Clip, "vision_model.onnx")
                ? new(_parts.Open(Clip, "vision_model.onnx"), PixelNormalisation.OfPart(Folder, Clip), ImageSize)
                : null;
            BundleReview.RequireFit(this);
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
    /// Side of the square images that the model works on, in pixels. For a model that takes images
    /// of any shape, the side of a square with as many pixels as the model was trained on.
    /// </summary>
    public int ImageSize { get; }

    /// <summary>
    /// Whether the model takes images of any shape. Models of this project, and exports for one
    /// size, take squares.
    /// </summary>
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
    /// Decodes latents for previews during an edit: a tiny autoencoder (<c>preview_vae/</c>, Bohan
    /// 2023) when there is one, otherwise <see cref="VaeDecoder"/>.
    /// </summary>
    public VaeDecoder PreviewDecoder { get; }

    /// <summary>Factor of the input's latents for the U-Net: 1, in CosXL-Edit the autoencoder's factor.</summary>
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
    public TextToImageModel? TextToImage => _datasetParts.TextToImage;

    /// <summary>Side of the images of pairs, in pixels: that of the text-to-image model when there is one.</summary>
    public int PairSize => TextToImage?.Autoencoder.ImageSize ?? ImageSize;

    /// <summary>Finds the object that a phrase names; null when the bundle has no detector.</summary>
    public IDetector? Detector => _datasetParts.Detector;

    /// <summary>Segments the object in a box; null when the bundle has no segmenter.</summary>
    public ISegmenter? Segmenter => _datasetParts.Segmenter;

    /// <summary>Estimates depth; null when the bundle has no depth model.</summary>
    public IDepthEstimator? Depth => _datasetParts.Depth;

    /// <summary>The folders of the optional parts that this bundle has.</summary>
    public IEnumerable<string> OptionalParts => BundleReview.OptionalParts(_parts, _datasetParts);

    /// <summary>The networks that every edit needs, then those of the text-to-image model.</summary>
    public IEnumerable<PartSummary> Networks =>
        _parts.Summaries([.. BundleParts.OfEdits, TextToImageModel.UNetPart, TextToImageModel.TextPart]);

    /// <summary>Whether the bundle can generate pairs. Does not load the model.</summary>
    public bool HasTextToImage => _datasetParts.HasTextToImage;

    /// <summary>The names of the tasks that an edit can use: the bundle's own, then those learned since.</summary>
    public IReadOnlyCollection<string> Tasks => TasksFor(null);

    /// <summary>Remarks on this bundle for its user, one sentence each; empty when it has every part.</summary>
    public IEnumerable<string> Remarks => BundleReview.Remarks(this);

    /// <summary>
    /// Time spent in ONNX Runtime's <c>Run</c> since the bundle was loaded, summed over models and
    /// threads.
    /// </summary>
    public TimeSpan TimeInRun => _parts.TimeInRun + _datasetParts.TimeInRun;

    /// <summary>Returns the noise schedule's configuration for a sampler.</summary>
    /// <param name="sampler">
    /// One of <see cref="Samplers.Names"/>; null for the scheduler that the bundle's file names.
    /// </param>
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
    /// Returns the store of learned tasks for a bundle's folder; null, the default, for the
    /// bundle's own file. Not called for a bundle that takes no tasks.
    /// </param>
    /// <param name="loras">
    /// LoRAs that are merged into the weights while they load, in this order; null, the default,
    /// for none.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// A file is missing or broken, a model's inputs and outputs are not those of the layout, or
    /// CUDA was asked for and cannot be used.
    /// </exception>
    public static Bundle Load(
        string path,
        SessionSettings? settings = null,
        Func<string, ITaskStore>? tasks = null,
        IReadOnlyList<Lora>? loras = null
    )
    {
        var source = ModelSource.Of(path);
        BundleReview.RequireMergeable(source, loras ?? []);
        return new(source, settings ?? new(), tasks ?? (bundle => new FileTaskStore(bundle)), loras ?? []);
    }

    /// <summary>
    /// Returns <see cref="Tasks"/>, refreshed when a task is unknown. Another machine may have
    /// learned it a moment ago.
    /// </summary>
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
        _datasetParts.Dispose();
    }

    /// <summary>
    /// Loads the parts that are otherwise loaded on first use: text-to-image model, detector,
    /// segmenter, depth estimator.
    /// </summary>
    /// <returns>This bundle.</returns>
    /// <exception cref="InvalidInputException">A part is broken, or does not fit the others.</exception>
    public Bundle WithAllParts()
    {
        _ = (TextToImage, Detector, Segmenter, Depth);
        return this;
    }
}
