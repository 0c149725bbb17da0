using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Onnx;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Export;

/// <summary>
/// Makes a bundle in the diffusers ONNX layout from training runs. It takes
/// the averaged weights of their newest checkpoints, and needs no libtorch.
/// </summary>
/// <param name="options">The options, validated when the export starts.</param>
public sealed class BundleExporter(BundleExportOptions options)
{
    private const string Predictor = "task_predictor",
        Clip = "clip",
        TextToImage = "text_to_image_unet",
        TextToImageText = "text_to_image_text_encoder",
        Detector = "detector",
        Segmenter = "segmenter",
        Depth = "depth";

    private const string TaskEmbeddings = "task_embeddings.safetensors";

    private static readonly string[] EditorParts = ["text_encoder", "vae_encoder", "vae_decoder", "unet"];

    private static readonly string[] TokenizerFiles = ["vocab.json", "merges.txt", "tokenizer_config.json"];

    private readonly string _unfinished = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Output)) + ".unfinished";
    private readonly JsonObject _training = [];
    private int _vocabulary;

    /// <summary>Writes the bundle to a temporary folder, checks it by loading it, and moves it into place.</summary>
    /// <exception cref="InvalidInputException">An option is out of range, a run
    /// is missing or damaged, or the runs do not fit each other.</exception>
    public void Export()
    {
        options.Validate();
        if (Directory.Exists(_unfinished))
            Directory.Delete(_unfinished, recursive: true);
        WriteTokenizer();
        var imageSize = options.Editor is { } editor ? WriteEditor(new(editor)) : KeepEditor();
        WritePart(Predictor, options.TaskPredictor, WriteTaskPredictor);
        WritePart(Clip, options.Clip, WriteClip);
        WritePart(
            Detector,
            options.Detector,
            run => WriteAnnotator(Detector, run, (sizes, weights) => BundleGraphs.Detector(new(sizes, _vocabulary), sizes, weights))
        );
        WritePart(
            Segmenter,
            options.Segmenter,
            run => WriteAnnotator(Segmenter, run, (sizes, weights) => BundleGraphs.Segmenter(new(sizes), sizes, weights))
        );
        WritePart(
            Depth,
            options.Depth,
            run => WriteAnnotator(Depth, run, (sizes, weights) => BundleGraphs.Depth(new(sizes), sizes, weights))
        );
        if (options.TextToImage is not null)
            WriteTextToImage(new(options.TextToImage));
        else
            KeepTextToImage();
        Write("model_index.json", BundleJson.ModelIndex(Directory.Exists(In(Predictor))));
        Write("scheduler/scheduler_config.json", BundleJson.Scheduler(EditorTrainer.Schedule));
        var (filters, review) = (Kept("filters", KeepsFilters), Kept("review", KeepsReview));
        Write("emu_edit.json", BundleJson.Description(options, imageSize, _training, filters, review));
        KeepStatistics();
        Bundle.Load(_unfinished).WithAllParts().Dispose();
        PutInPlace();
    }

    private void WriteTokenizer()
    {
        Directory.CreateDirectory(In("tokenizer"));
        foreach (var file in TokenizerFiles)
        {
            var path = Path.Combine(options.Tokenizer, file);
            if (!File.Exists(path))
                throw new InvalidInputException($"no file {path}", "the folder of a tokenizer", "name the one that training wrote");
            File.Copy(path, In("tokenizer/" + file));
        }
        _vocabulary = JsonNode.Parse(File.ReadAllText(In("tokenizer/vocab.json")))!.AsObject().Count;
    }

    private int WriteEditor(RunFolder run)
    {
        var model = new EditModel(run.Network<EditNetworkOptions>(), _vocabulary, EditTask.All.Count);
        var transform = new BlockTransform(model.Options.Patch, run.Constant(EditorTrainer.DeviationsName));
        BundleGraphs.TextEncoder("text_encoder", model.Text, model.Options, run.Weights).Save(In("text_encoder/model.onnx"));
        BundleGraphs.VaeEncoder(model.Options, transform).Save(In("vae_encoder/model.onnx"));
        BundleGraphs.VaeDecoder(model.Options, transform).Save(In("vae_decoder/model.onnx"));
        BundleGraphs.UNet(model, transform, run.Weights).Save(In("unet/model.onnx"));
        WriteTaskEmbeddings(model.Tasks is { } table ? run.Weights(table) : new float[EditTask.All.Count * model.Options.TextWidth]);
        foreach (var (key, value) in run.Record())
            _training[key] = value?.DeepClone();
        return model.Options.ImageSize;
    }

    // The base's training record holds the editor's entries beside those of the parts.
    private int KeepEditor()
    {
        foreach (var part in EditorParts)
            Keep(part);
        File.Copy(Path.Combine(options.Base!, TaskEmbeddings), In(TaskEmbeddings));
        var description = JsonNode.Parse(File.ReadAllText(Path.Combine(options.Base!, "emu_edit.json")))!;
        foreach (
            var (key, value) in description["training"]!
                .AsObject()
                .Where(r => r.Value is not JsonObject { Count: > 0 } || !Directory.Exists(Path.Combine(options.Base!, r.Key)))
        )
            _training[key] = value?.DeepClone();
        return (int)description["image_size"]!;
    }

    private void WriteTaskEmbeddings(float[] table)
    {
        var file = new Safetensors();
        foreach (var (task, vector) in EditTask.All.Zip(table.Chunk(table.Length / EditTask.All.Count)))
            file.Tensors[task.Name] = new([vector.Length], vector);
        file.Write(In(TaskEmbeddings));
    }

    // Writes a part from its run, with its record, or copies it from the base.
    private void WritePart(string part, string? folder, Action<RunFolder> write)
    {
        if (folder is null)
        {
            Keep(part);
            return;
        }
        var run = new RunFolder(folder);
        write(run);
        _training[part] = run.Record();
    }

    private void WriteTaskPredictor(RunFolder run)
    {
        var sizes = run.Network<TaskPredictorNetworkOptions>();
        BundleGraphs.TaskPredictor(new(sizes, _vocabulary), sizes.TextLength, run.Weights).Save(In(Predictor + "/model.onnx"));
    }

    private void WriteClip(RunFolder run)
    {
        var sizes = run.Network<ClipNetworkOptions>();
        var network = new ClipNetwork(sizes, _vocabulary);
        BundleGraphs.ClipText(network, sizes, run.Weights).Save(In("clip/text_model.onnx"));
        BundleGraphs.ClipImage(network, sizes, run.Weights).Save(In("clip/vision_model.onnx"));
    }

    private void WriteAnnotator(string part, RunFolder run, Func<AnnotatorNetworkOptions, Func<Parameter, float[]>, NetworkGraph> graph) =>
        graph(run.Network<AnnotatorNetworkOptions>(), run.Weights).Save(In(part + "/model.onnx"));

    private void WriteTextToImage(RunFolder run)
    {
        var model = new EmuEdit.Networks.TextToImageNetwork(run.Network<EditNetworkOptions>(), _vocabulary);
        RequireAutoencoder(options.TextToImage!, run.Constant(EditorTrainer.DeviationsName));
        // At half the size: the model generates training data, which the filters judge, and the
        // last bits do not matter.
        BundleGraphs
            .TextEncoder(TextToImageText, model.Text, model.Options, run.Weights, half: true)
            .Save(In(TextToImageText + "/model.onnx"));
        BundleGraphs
            .TextToImageUNet(model, new(model.Options.Patch, run.Constant(EditorTrainer.DeviationsName)), run.Weights, half: true)
            .Save(In(TextToImage + "/model.onnx"));
        _training[TextToImage] = run.Record();
    }

    private void KeepTextToImage()
    {
        Keep(TextToImage);
        Keep(TextToImageText);
        if (Directory.Exists(In(TextToImage)))
            RequireAutoencoder(options.Base!, BundleWeights.Deviations(options.Base!));
    }

    // The text-to-image model shares the editor's latents.
    private void RequireAutoencoder(string of, IReadOnlyList<float> deviations)
    {
        var own = BundleWeights.Deviations(_unfinished);
        if (own.Count != deviations.Count || own.Zip(deviations).Any(d => Math.Abs(d.First / d.Second - 1) > 1e-4))
            throw new InvalidInputException(
                $"a text-to-image model of another autoencoder than the editor's ({of})",
                "one on the latents of this bundle",
                "train it with this bundle"
            );
    }

    // Copies a part of the base with its record.
    private void Keep(string part)
    {
        if (
            options.Base is not { } bundle
            || !Directory.Exists(Path.Combine(bundle, part))
            || (options.EditingOnly && part is not Predictor && !EditorParts.Contains(part))
        )
            return;
        if (
            !File.ReadAllBytes(Path.Combine(bundle, "tokenizer", TokenizerFiles[0]))
                .SequenceEqual(File.ReadAllBytes(In("tokenizer/" + TokenizerFiles[0])))
        )
            throw new InvalidInputException(
                $"{bundle} with another vocabulary than the run",
                "a base bundle that was trained with the same tokenizer",
                $"train {part} again"
            );
        Directory.CreateDirectory(In(part));
        foreach (var file in Directory.GetFiles(Path.Combine(bundle, part)))
            File.Copy(file, In($"{part}/{Path.GetFileName(file)}"));
        if (JsonNode.Parse(File.ReadAllText(Path.Combine(bundle, "emu_edit.json")))?["training"]?[part] is { } record)
            _training[part] = record.DeepClone();
    }

    // Thresholds are valid only for the models with which they were calibrated.
    private bool KeepsReview => options is { Base: not null, Clip: null, TaskPredictor: null, Detector: null };

    private bool KeepsFilters => KeepsReview && options.Depth is null;

    private JsonNode? Kept(string entry, bool keeps) =>
        keeps ? JsonNode.Parse(File.ReadAllText(Path.Combine(options.Base!, "emu_edit.json")))?[entry]?.DeepClone() : null;

    private void KeepStatistics()
    {
        if (KeepsReview && Path.Combine(options.Base!, ReviewSettings.StatisticsFile) is var file && File.Exists(file))
            File.Copy(file, In(ReviewSettings.StatisticsFile));
    }

    private void PutInPlace()
    {
        var previous = _unfinished[..^".unfinished".Length] + ".previous";
        if (Directory.Exists(previous))
            Directory.Delete(previous, recursive: true);
        if (Directory.Exists(options.Output))
            Directory.Move(options.Output, previous);
        Directory.Move(_unfinished, options.Output);
        if (Directory.Exists(previous))
            Directory.Delete(previous, recursive: true);
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        File.WriteAllText(In(file), text + "\n");
    }

    private string In(string file) => Path.Combine(_unfinished, file);
}
