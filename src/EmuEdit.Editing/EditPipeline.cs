using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>
/// Edits images by instruction with a bundle. To continue with another turn, edit the previous turn's
/// <see cref="EditResult.Image"/>. Every edit applies thresholding against its input. Thread-safe.
/// </summary>
public sealed class EditPipeline
{
    private readonly Bundle _bundle;
    private readonly TaskPredictor _tasks;
    private readonly EditReview _review;
    private readonly Lazy<TextEncoding> _noText;

    /// <summary>Creates the pipeline of a bundle. The bundle must outlive it.</summary>
    /// <exception cref="InvalidInputException">A default of the bundle is out of range.</exception>
    public EditPipeline(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        EditSettings.CheckDefaults(bundle);
        (_bundle, _tasks, _review) = (bundle, new TaskPredictor(bundle), new EditReview(bundle));
        _noText = new(bundle.Prompts.ReadNothing);
    }

    /// <summary>The process-wide limit on computations, which edits respect. Default null: no limit.</summary>
    public ComputeSlots? Slots { get; init; }

    /// <summary>Edits an image.</summary>
    /// <param name="input">The input image, c_I, of any size and shape.</param>
    /// <param name="instruction">The instruction, c_T: what to change. 1 to 1000 characters.</param>
    /// <param name="options">The options of the edit. A null option takes the bundle's default.</param>
    /// <param name="progress">Receives a report after each step. Null: no reports.</param>
    /// <param name="cancellationToken">Stops the edit after the current step.</param>
    /// <exception cref="InvalidInputException">An option is out of range,
    /// the task is unknown, one of the bundle's models fails, or the options are strict and the review has a concern.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public EditResult Edit(
        Image input,
        string instruction,
        EditOptions options,
        IProgress<EditProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        EditOptions.CheckInstruction(instruction);
        var settings = EditSettings.Resolve(options, _bundle);
        var task = _tasks.Choose(options.Task, instruction);
        var prompt = _tasks.Prompt(task, instruction);
        var text = _bundle.Tokenizer.Encode(prompt);
        cancellationToken.ThrowIfCancellationRequested();
        using var timer = WorkTelemetry.StartEdit(cancellationToken);
        using var slot = Slots?.Enter(ComputePriority.Interactive, cancellationToken);
        timer.EndWait();
        var concerns = _review.Check(input, instruction, task);
        if (options.Strict == true && concerns.Count > 0)
            throw Refusal(instruction, concerns);

        var frame = ModelFrame.Of(input.Width, input.Height, _bundle);
        var framing = new Framing(input.Width, input.Height, frame.Width, frame.Height);
        var pixels = framing.ToModel(input);
        var imageLatent = _bundle.VaeEncoder.Encode(pixels, frame.Width, frame.Height);
        timer.End("encode");
        var (latent, calls) = Denoise(imageLatent, frame, prompt, task, settings, Told, cancellationToken);
        timer.End("denoise");
        var decoded = _bundle.VaeDecoder.Decode(latent, ShapeOf(imageLatent));
        RequireImage(decoded, frame);

        var edited = framing.FromModel(decoded.Values, pixels, input);
        var (image, changes) = EditThresholding.Apply(input, edited, settings.Alpha);
        timer.End("decode");
        timer.Complete();
        return new(image, changes, task.Task, task.Predicted, task.Confidence, settings.Seed)
        {
            Calls = calls,
            Concerns = concerns,
            Remarks = [.. concerns.Select(c => c.Text), .. Remarks(text, prompt, instruction, input)],
        };

        void Told(int step, int steps, GuidedDenoiser denoiser) =>
            progress?.Report(
                new(step, steps)
                {
                    Preview = () => framing.ToImage(_bundle.PreviewDecoder.Decode(denoiser.Sample(), ShapeOf(imageLatent)).Values),
                }
            );
    }

    private (float[] Latent, int Calls) Denoise(
        Tensor imageLatent,
        ModelFrame frame,
        string prompt,
        TaskChoice task,
        EditSettings settings,
        Action<int, int, GuidedDenoiser> told,
        CancellationToken cancellationToken
    )
    {
        var (shape, scheduler, text) = (ShapeOf(imageLatent), settings.Start(), _bundle.Prompts.Read(prompt));
        var picture = Array.ConvertAll(imageLatent.Values, v => v * _bundle.PictureScale);
        using var run = _bundle.UNet.Bind(shape, frame.Width, frame.Height, [.. settings.Guidance.Branches.Select(Condition)]);
        var denoiser = new GuidedDenoiser(
            run,
            settings.Guidance,
            Parameterisation.Of(settings.Scheduler),
            new(settings.Reuse, scheduler.Calls.Count)
        );
        var z = new CounterRandom(settings.Seed).Gaussians(shape.Length);
        var drawn = 0;
        scheduler.Run(denoiser.Predict, z, call =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            told(call, scheduler.Calls.Count, denoiser);
        }, noise => new CounterRandom(settings.Seed, ++drawn).Gaussians(noise.Length).CopyTo(noise));
        return (z, denoiser.Calls);

        EditCondition Condition(GuidanceBranch branch) => branch switch
        {
            GuidanceBranch.Full => new(picture, text, TaskVector(task.Task)),
            GuidanceBranch.ImageOnly => new(picture, _noText.Value, TaskVector(null)),
            _ => new(new float[shape.Length], _noText.Value, TaskVector(null)),
        };
    }

    // A dropped task is a vector of zeros, as in training.
    private float[] TaskVector(string? task) =>
        _bundle.TaskEmbeddings is not { } embeddings ? [] : task is null ? new float[embeddings.Width] : embeddings[task];

    private void RequireImage(Tensor decoded, ModelFrame frame)
    {
        if (!decoded.Shape.SequenceEqual([1, 3, frame.Height, frame.Width]))
            throw new ModelException(
                $"{_bundle.Name} decodes to [{string.Join(", ", decoded.Shape)}], not [1, 3, {frame.Height}, "
                    + $"{frame.Width}]: image_size in its emu_edit.json may be wrong."
            );
        if (!decoded.Values.All(float.IsFinite))
            throw new ModelException(
                $"{_bundle.Name} gives a picture with values that are not numbers: lower the guidance, or use weights in 32-bit floats."
            );
    }

    private static InvalidInputException Refusal(string instruction, IReadOnlyList<EditConcern> concerns) =>
        new(
            $"\"{instruction}\": {string.Join(" ", concerns.Select(c => c.Text)).TrimEnd('.')}",
            "in a strict edit, only what the model can be expected to do",
            "change the instruction, or leave strict out"
        );

    private static IEnumerable<string> Remarks(TokenizedText text, string prompt, string instruction, Image input)
    {
        if (input.Flattened)
            yield return "The picture has transparent parts; they were put on white, and the edited picture has none.";
        if (text.Truncated)
            yield return $"The instruction is longer than the model reads ({text.Ids.Count - 2} tokens); its end was left out.";
        if (prompt != instruction)
            yield return $"The model has no task embeddings; it was told \"{prompt}\".";
    }

    private static LatentShape ShapeOf(Tensor latent) => new((int)latent.Shape[1], (int)latent.Shape[2], (int)latent.Shape[3]);
}
