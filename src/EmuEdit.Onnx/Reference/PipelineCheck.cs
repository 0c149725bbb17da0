using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Diffusion.Schedulers;

namespace EmuEdit.Onnx.Reference;

/// <summary>The settings of a pipeline's runs, as in <c>golden.json</c>.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Steps">Number of steps of each run.</param>
/// <param name="GuidanceScale">Text guidance scale.</param>
/// <param name="ImageGuidanceScale">Image guidance scale; null for text-to-image.</param>
/// <param name="ScalingFactor">Factor of latents before they are diffused.</param>
/// <param name="Height">Height of the images in pixels; null for eight times the latents' height.</param>
/// <param name="Width">Width of the images in pixels; null for eight times the latents' width.</param>
/// <param name="Runs">The runs by name; each has its <c>schedulers/NAME/scheduler_config.json</c>.</param>
internal sealed record PipelineConfig(string Prompt, int Steps, float GuidanceScale, float? ImageGuidanceScale, float ScalingFactor,
    int? Height, int? Width, Dictionary<string, object> Runs);

/// <summary>Recomputes whole runs of a pipeline: text, image, each step, and the final image.</summary>
internal sealed class PipelineCheck(string folder, ReferenceTensors reference, PipelineConfig settings, PipelineModels models)
{
    private const int PixelsPerLatent = 8;

    private static readonly string[] s_sigmaSpace =
    [
        "EulerDiscreteScheduler",
        "EulerAncestralDiscreteScheduler",
        "LMSDiscreteScheduler",
        "EDMEulerScheduler",
        "EDMDPMSolverMultistepScheduler",
    ];

    private readonly List<ReferenceDifference> _found = [];
    private Tensor _prompt = new([]), _empty = new([]), _pooled = new([]), _noPooled = new([]), _picture = new([]);

    /// <summary>Runs a pipeline on the inputs of a reference file, and compares the outputs.</summary>
    /// <param name="folder">The pipeline's folder.</param>
    /// <param name="reference">The reference file.</param>
    /// <param name="json">
    /// The file with the settings of the runs; null for <c>golden.json</c> beside the reference
    /// file.
    /// </param>
    /// <param name="session">Settings for running the models.</param>
    public static IEnumerable<ReferenceDifference> Run(string folder, string reference, string? json, SessionSettings session)
    {
        json ??= Path.Combine(Path.GetDirectoryName(Path.GetFullPath(reference))!, "golden.json");
        if (!File.Exists(json))
            throw new InvalidInputException($"no file {json}", "what the reference says of its runs", "name it by --json");
        var settings = BundleFiles.ReadJson<PipelineConfig>(json);
        using var models = new PipelineModels(folder, session);
        var check = new PipelineCheck(folder, ReferenceTensors.Open(reference), settings, models);
        foreach (var part in check.Parts())
        {
            part();
            foreach (var difference in check._found)
                yield return difference;
            check._found.Clear();
        }
    }

    private IEnumerable<Action> Parts()
    {
        yield return models.IsXL ? ReadTextXL : ReadText;
        if (settings.ImageGuidanceScale is not null)
            yield return ReadImage;
        foreach (var run in settings.Runs.Keys)
            yield return () => Run(run);
    }

    private void ReadText()
    {
        var (prompt, empty) = (models.Ids(settings.Prompt), models.Ids(""));
        CompareIds("prompt.input_ids", prompt);
        CompareIds("empty.input_ids", empty);
        _prompt = models.Encode(prompt, "text_encoder", "last_hidden_state")[0];
        _empty = models.Encode(empty, "text_encoder", "last_hidden_state")[0];
        foreach (var (names, value) in new[] { (new[] { "prompt.embeds", "prompt_embeds" }, _prompt),
            (["empty.embeds", "negative_prompt_embeds"], _empty) })
            foreach (var name in names)
                Compare(name, value);
    }

    // Two encoders side by side, each with the states before its last layer; zeros for the empty
    // prompt (force_zeros_for_empty_prompt).
    private void ReadTextXL()
    {
        var first = models.Encode(models.Ids(settings.Prompt), "text_encoder", models.BeforeLast("text_encoder"))[0];
        var second = models.Encode(
            models.Ids(settings.Prompt, "tokenizer_2"),
            "text_encoder_2",
            models.BeforeLast("text_encoder_2"),
            "text_embeds"
        );
        var (a, b) = ((int)first.Shape[2], (int)second[0].Shape[2]);
        var both = Enumerable.Range(0, (int)first.Shape[1])
            .SelectMany(i => first.Values[(i * a)..((i + 1) * a)].Concat(second[0].Values[(i * b)..((i + 1) * b)]));
        (_prompt, _pooled) = (new([.. both], 1, first.Shape[1], a + b), second[1]);
        (_empty, _noPooled) = (new(new float[_prompt.Values.Length], _prompt.Shape), new(new float[_pooled.Values.Length], _pooled.Shape));
        foreach (var (name, value) in new[] { ("prompt_embeds", _prompt), ("pooled_prompt_embeds", _pooled),
            ("negative_prompt_embeds", _empty), ("negative_pooled_prompt_embeds", _noPooled) })
            Compare(name, value);
    }

    private void ReadImage()
    {
        var moments = models.EncodeImage(reference.Floats("pixels"));
        _picture = new(moments.Values[..(moments.Values.Length / 2)], 1, moments.Shape[1] / 2, moments.Shape[2], moments.Shape[3]);
        Compare("image_latent", _picture);
    }

    private void Run(string name)
    {
        var config = SchedulerConfigFile.Load(Path.Combine(folder, "schedulers", name, "scheduler_config.json"));
        var run = Scheduler.Start(config, settings.Steps);
        var noise = reference.Floats("noise");
        var (inSigmas, z, calls) = (s_sigmaSpace.Contains(config.ClassName), noise.Values.ToArray(), 0);
        Compare($"{name}.timesteps", new([.. run.Calls.Select(c => (float)c.Timestep)], run.Calls.Count));
        Compare($"{name}.sigmas", new([.. run.Sigmas.Select(s => (float)s)], run.Sigmas.Count));
        Compare($"{name}.init_noise_sigma", new([(float)(inSigmas ? run.InitialScale / run.Calls[0].Alpha : run.InitialScale)]));
        var latents = new List<float[]>();
        var picture = Scaled(_picture.Values, DiffusersFiles.Pipeline(folder).ScalesImage(config) ? settings.ScalingFactor : 1);
        run.Run((latent, level, prediction) => Predict(name, calls++, latent, picture, level, prediction, noise.Shape), z,
            callDone: _ => latents.Add([.. z]));
        for (var i = 0; i < latents.Count; i++)
            Compare($"{name}.latent.{i:00}", new(Scaled(latents[i], inSigmas ? 1 / AlphaAfter(run, i, config) : 1), noise.Shape));
        var decoded = models.Decode(new(Scaled(z, 1 / settings.ScalingFactor), noise.Shape));
        Compare($"{name}.decoded", decoded);
        Compare($"{name}.image", Image(decoded));
    }

    private static double AlphaAfter(SchedulerRun run, int call, SchedulerConfig config) =>
        !config.IsContinuous ? 1 / Math.Sqrt(run.Sigmas[call + 1] * run.Sigmas[call + 1] + 1)
        : call + 1 < run.Calls.Count ? run.Calls[call + 1].Alpha
        : 1;

    private void Predict(
        string run,
        int call,
        ReadOnlySpan<float> z,
        float[] picture,
        NoiseLevel level,
        Span<float> prediction,
        long[] shape
    )
    {
        var (latent, edits) = (z.ToArray(), settings.ImageGuidanceScale is not null);
        var batch = edits ? 3 : 2;
        float[][] samples = edits ? [[.. latent, .. picture], [.. latent, .. picture],
            [.. latent, .. new float[latent.Length]]] : [latent, latent];
        Tensor[] texts = edits ? [_prompt, _empty, _empty] : [_empty, _prompt];
        var sample = new Tensor([.. samples.SelectMany(s => s)], batch, edits ? 2 * shape[1] : shape[1], shape[2], shape[3]);
        List<(string, Tensor)> inputs = [("sample", sample), ("timestep", new([(float)level.Timestep], 1)),
            ("encoder_hidden_states", new([.. texts.SelectMany(t => t.Values)], batch, _prompt.Shape[1], _prompt.Shape[2]))];
        if (models.IsXL)
            inputs.AddRange([
                (
                    "text_embeds",
                    new(
                        [.. (edits ? new[] { _pooled, _noPooled, _noPooled } : [_noPooled, _pooled]).SelectMany(p => p.Values)],
                        batch,
                        _pooled.Shape[1]
                    )
                ),
                ("time_ids", TimeIds(shape, batch)),
            ]);
        var given = models.Predict([.. inputs]);
        Compare($"{run}.unet.{call:00}.sample", sample);
        Compare($"{run}.unet.{call:00}.timestep", new([(float)level.Timestep]));
        Compare($"{run}.unet.{call:00}.out_sample", given);
        Guide(given.Values, prediction);
    }

    // Brooks et al. 2023, eq. 3; Ho and Salimans 2022, eq. 6.
    private void Guide(float[] batch, Span<float> guided)
    {
        var n = guided.Length;
        for (var i = 0; i < n; i++)
            guided[i] = settings.ImageGuidanceScale is { } image
                ? batch[2 * n + i] + settings.GuidanceScale * (batch[i] - batch[n + i]) + image * (batch[n + i] - batch[2 * n + i])
                : batch[i] + settings.GuidanceScale * (batch[n + i] - batch[i]);
    }

    // Original size, crop and target size, for each item of the batch.
    private Tensor TimeIds(long[] shape, int batch)
    {
        var (height, width) = (settings.Height ?? PixelsPerLatent * shape[2], settings.Width ?? PixelsPerLatent * shape[3]);
        float[] ids = [height, width, 0, 0, height, width];
        return new([.. Enumerable.Repeat(ids, batch).SelectMany(i => i)], batch, ids.Length);
    }

    private static float[] Scaled(float[] values, double factor) => Array.ConvertAll(values, v => (float)(v * factor));

    // Maps [-1, 1] to [0, 1], with the channels last.
    private static Tensor Image(Tensor decoded)
    {
        var (channels, places) = ((int)decoded.Shape[1], (int)(decoded.Shape[2] * decoded.Shape[3]));
        var values = Enumerable.Range(0, places)
            .SelectMany(i => Enumerable.Range(0, channels).Select(c => Math.Clamp(decoded.Values[c * places + i] / 2 + 0.5f, 0, 1)));
        return new([.. values], 1, decoded.Shape[2], decoded.Shape[3], channels);
    }

    private void Compare(string name, Tensor value)
    {
        if (reference.Names.Contains(name))
            _found.Add(ReferenceDifference.Of(name, reference.Floats(name), value));
    }

    private void CompareIds(string name, long[] ids)
    {
        if (reference.Names.Contains(name))
            _found.Add(reference.Ids(name).SequenceEqual(ids) ? new(name, 0) : new(name, double.PositiveInfinity, "other ids"));
    }
}
