using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Graph;

namespace EmuEdit.Onnx;

/// <summary>
/// The parts of a bundle that only making data sets needs: text-to-image model, detector, segmenter
/// and depth estimator. Each is loaded when it is first used, so no edit waits for it. Thread-safe.
/// </summary>
internal sealed class DatasetParts : IDisposable
{
    private const string DetectorPart = "detector",
        SegmenterPart = "segmenter",
        DepthPart = "depth";

    private readonly ModelSource _source;
    private readonly SessionSettings _settings;
    private readonly BundleParts _parts;
    private readonly Bundle _bundle;
    private readonly Lazy<TextToImageModel?> _textToImage;
    private readonly Lazy<IDetector?> _detector;
    private readonly Lazy<ISegmenter?> _segmenter;
    private readonly Lazy<IDepthEstimator?> _depth;
    private BundleParts? _pipeline;

    /// <param name="source">The bundle's files.</param>
    /// <param name="settings">Settings for running the models.</param>
    /// <param name="parts">The bundle's parts.</param>
    /// <param name="bundle">
    /// The bundle. Its tokenizer, its sizes and its autoencoder are read when a part is first used.
    /// </param>
    public DatasetParts(ModelSource source, SessionSettings settings, BundleParts parts, Bundle bundle)
    {
        (_source, _settings, _parts, _bundle) = (source, settings, parts, bundle);
        _textToImage = new(() => HasTextToImage ? OpenTextToImage() : null);
        _detector = new(() => parts.Has(DetectorPart) ? OpenDetector() : null);
        _segmenter = new(() =>
            HasSam ? OpenSam()
            : parts.Has(SegmenterPart) ? new BoxSegmenter(parts.Open(SegmenterPart), bundle.ImageSize)
            : null
        );
        _depth = new(() => parts.Has(DepthPart) ? new DepthModel(parts.Open(DepthPart), bundle.ImageSize) : null);
    }

    /// <summary>Whether the bundle has a text-to-image model. Does not load it.</summary>
    public bool HasTextToImage => HasPipeline || _parts.Has(TextToImageModel.UNetPart);

    /// <summary>Whether the text-to-image model is a whole pipeline in a folder of its own.</summary>
    public bool HasPipeline => File.Exists(_source.OnnxFile(TextToImageModel.Folder, "model_index.json"));

    public TextToImageModel? TextToImage => _textToImage.Value;

    public IDetector? Detector => _detector.Value;

    public ISegmenter? Segmenter => _segmenter.Value;

    public IDepthEstimator? Depth => _depth.Value;

    /// <summary>The folders of the annotators, each with the file that shows that a bundle has it.</summary>
    public IEnumerable<(string Name, string File)> Annotators =>
        [
            (DetectorPart, BundleParts.Model),
            (SegmenterPart, HasSam ? SamSegmenter.EncoderFile : BundleParts.Model),
            (DepthPart, BundleParts.Model),
        ];

    /// <summary>Time that the pipeline spent in ONNX Runtime's <c>Run</c>.</summary>
    public TimeSpan TimeInRun => _pipeline?.TimeInRun ?? TimeSpan.Zero;

    public void Dispose() => _pipeline?.Dispose();

    private bool HasSam => _parts.Has(SegmenterPart, SamSegmenter.EncoderFile);

    private IDetector OpenDetector()
    {
        var session = _parts.Open(DetectorPart);
        return GroundingDinoDetector.Fits(session)
            ? new GroundingDinoDetector(
                session,
                GroundingPrompts.Load(Path.Combine(_source.Folder, DetectorPart)),
                PixelNormalisation.OfPart(_source.Folder, DetectorPart, PixelNormalisation.ImageNet)
            )
            : new PhraseDetector(session, _bundle.Tokenizer, _bundle.ImageSize);
    }

    private SamSegmenter OpenSam() =>
        new(
            _parts.Open(SegmenterPart, SamSegmenter.EncoderFile),
            _parts.Open(SegmenterPart, SamSegmenter.DecoderFile),
            PixelNormalisation.OfPart(_source.Folder, SegmenterPart, PixelNormalisation.ImageNet)
        );

    // A model without its own text encoder uses the editor's.
    private TextToImageModel OpenTextToImage()
    {
        var model = HasPipeline
            ? OpenPipeline(new FolderSource(Path.Combine(_source.Folder, TextToImageModel.Folder)))
            : new(
                _parts.OpenNetwork(TextToImageModel.UNetPart, rewrite: graph => AttentionControl.Add(graph)),
                new(
                    _bundle.Tokenizer,
                    _parts.Has(TextToImageModel.TextPart) ? new(_parts.OpenNetwork(TextToImageModel.TextPart)) : _bundle.TextEncoder
                ),
                _bundle.Schedule,
                _bundle.Autoencoder
            );
        model.Require();
        return model;
    }

    // This model has its own parts throughout: an editor that predicts the sample may stand beside
    // a Stable Diffusion 2 that predicts v.
    private TextToImageModel OpenPipeline(FolderSource source)
    {
        _pipeline = new(source, _settings, new([]));
        _pipeline.Expect(BundleParts.OfEdits);
        var (json, name) = source.Scheduler;
        var factor = source.ScalingFactor(new());
        return new(
            _pipeline.OpenNetwork("unet", rewrite: graph => AttentionControl.Add(graph)),
            PromptReader.Open(source, _pipeline, (source.Tokenizer("tokenizer"), TextEncoder.Open(source, _pipeline, "text_encoder"))),
            new(SchedulerConfigFile.Parse(json, name)),
            new(
                new(_pipeline.OpenNetwork("vae_encoder", DiffusersFiles.VaePart, "vae_encoder")),
                new(_pipeline.OpenNetwork("vae_decoder", DiffusersFiles.VaePart, "vae_decoder"), factor),
                factor,
                source.ImageSize
            )
        );
    }
}
