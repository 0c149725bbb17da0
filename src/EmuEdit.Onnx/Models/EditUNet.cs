using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>The conditions of one item in a batch of the edit U-Net.</summary>
/// <param name="ImageLatent">The input image's latent, [C, h, w]; zeros for no image.</param>
/// <param name="Text">The instruction's encoding.</param>
/// <param name="Task">The task embedding, [Dv]; zeros for no task, empty when the model takes none.</param>
public sealed record EditCondition(float[] ImageLatent, TextEncoding Text, float[] Task);

/// <summary>
/// <c>unet</c>. Inputs: <c>sample</c> [B, 2C, h, w] (the noisy latent, then the input image's),
/// <c>timestep</c>, <c>encoder_hidden_states</c> [B, L, D]; in models with task embeddings also
/// <c>task_embeds</c> [B, Dv], in those of Stable Diffusion XL also <c>text_embeds</c> [B, P] and
/// <c>time_ids</c> [B, 6]. Output: <c>out_sample</c> [B, C, h, w].
/// </summary>
public sealed class EditUNet
{
    internal const string Output = "out_sample";

    internal EditUNet(OnnxSession session)
    {
        Session = session;
        session.AllowInputs("sample", "timestep", "encoder_hidden_states", "task_embeds", "text_embeds", "time_ids");
        Sample = session.Floats("sample", 4);
        Timestep = session.Timestep();
        Text = session.Floats("encoder_hidden_states", 3);
        Task = session.HasInput("task_embeds") ? session.Floats("task_embeds", 2) : null;
        Pooled = session.HasInput("text_embeds") ? session.Floats("text_embeds", 2) : null;
        Sizes = session.HasInput("time_ids") ? session.Floats("time_ids", 2) : null;
        Prediction = session.Output(Output, 4);
    }

    /// <summary>Whether the model takes a task embedding; InstructPix2Pix does not.</summary>
    public bool TakesTask => Task is not null;

    internal OnnxSession Session { get; }

    internal TensorSpec Sample { get; }

    internal TensorSpec Timestep { get; }

    internal TensorSpec Text { get; }

    internal TensorSpec? Task { get; }

    internal TensorSpec? Pooled { get; }

    internal TensorSpec? Sizes { get; }

    internal TensorSpec Prediction { get; }

    /// <summary>Whether the model takes latents of any size.</summary>
    internal bool TakesAnySize => Sample.Fixed(2) is null && Sample.Fixed(3) is null;

    /// <summary>Throws when the model does not fit the others of its bundle.</summary>
    /// <param name="latentChannels">Channels of the bundle's latents; null when unknown.</param>
    /// <param name="textWidth">Width of the bundle's text encodings; null when unknown.</param>
    /// <param name="taskWidth">Width of the bundle's task embeddings; null when it has none.</param>
    internal void Require(int? latentChannels, int? textWidth, int? taskWidth)
    {
        if (latentChannels is { } c && Sample.Fixed(1) is { } channels && channels != 2 * c)
            throw channels == c
                ? new InvalidInputException(
                    $"{Session.Path} takes {c} channels, as a text-to-image model does",
                    $"an editing model, which takes {2 * c}: the noisy latent's {c}, then the input picture's {c}",
                    "take a model that edits, such as InstructPix2Pix"
                )
                : Session.Refuse(Sample, $"{2 * c} channels: the noisy latent's {c}, then the input picture's {c}");
        if (textWidth is { } d && Text.Fixed(2) is { } width && width != d)
            throw Session.Refuse(Text, $"the width of the text encoder's output, {d}");
        if (taskWidth is { } v && Task?.Fixed(1) is { } size && size != v)
            throw Session.Refuse(Task, $"the width of the bundle's task embeddings, {v}");
    }

    /// <summary>Binds the inputs that stay the same over the steps of an edit.</summary>
    /// <param name="shape">The shape of a latent.</param>
    /// <param name="width">Width of the image that the model sees, in pixels.</param>
    /// <param name="height">Height of that image, in pixels.</param>
    /// <param name="branches">The conditions of each item in the batch, at least one.</param>
    /// <exception cref="InvalidInputException">The model has a fixed batch of another size.</exception>
    public EditUNetRun Bind(LatentShape shape, int width, int height, IReadOnlyList<EditCondition> branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (Sample.Fixed(0) is { } batch && batch != branches.Count)
            throw Session.Refuse(Sample, $"a batch of any size; these guidance scales need {branches.Count}");
        return new(this, shape, [height, width, 0, 0, height, width], branches);
    }
}
