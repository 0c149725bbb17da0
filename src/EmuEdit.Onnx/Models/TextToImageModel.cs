using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Graph;

namespace EmuEdit.Onnx;

/// <summary>
/// The text-to-image model. <c>text_to_image_unet/model.onnx</c> maps <c>sample</c> [B, C, h, w],
/// <c>timestep</c>, <c>encoder_hidden_states</c> [B, L, D] and, for Stable Diffusion XL,
/// <c>text_embeds</c> [B, P] and <c>time_ids</c> [B, 6], to <c>out_sample</c> [B, C, h, w]. The
/// inputs of <see cref="AttentionControl"/> are added when it is loaded. Its text encoder is
/// <c>text_to_image_text_encoder/</c>, or the bundle's when that folder is missing. Alternatively,
/// the model is a whole diffusers pipeline, <c>text_to_image/</c>, with its own tokenizer,
/// scheduler and autoencoder.
/// </summary>
public sealed class TextToImageModel
{
    internal const string UNetPart = "text_to_image_unet", TextPart = "text_to_image_text_encoder", Folder = "text_to_image";

    private readonly OnnxSession _session;
    private readonly TensorSpec _sample, _timestep, _text, _source, _self, _cross, _mask;
    private readonly TensorSpec? _features, _pooled, _sizes;

    internal TextToImageModel(OnnxSession session, PromptReader prompts, NoiseSchedule schedule, Autoencoder autoencoder)
    {
        (_session, Prompts, Schedule, Autoencoder) = (session, prompts, schedule, autoencoder);
        session.AllowInputs(
            "sample",
            "timestep",
            "encoder_hidden_states",
            "text_embeds",
            "time_ids",
            AttentionControl.Source,
            AttentionControl.SelfShare,
            AttentionControl.CrossShare,
            AttentionControl.FeatureShare,
            AttentionControl.Mask
        );
        _sample = session.Floats("sample", 4);
        _timestep = session.Timestep();
        _text = session.Floats("encoder_hidden_states", 3);
        _source = session.Integers(AttentionControl.Source, 1);
        _self = session.Floats(AttentionControl.SelfShare, 1);
        _cross = session.Floats(AttentionControl.CrossShare, 1);
        _features = session.HasInput(AttentionControl.FeatureShare) ? session.Floats(AttentionControl.FeatureShare, 1) : null;
        _mask = session.Floats(AttentionControl.Mask, 4);
        _pooled = session.HasInput("text_embeds") ? session.Floats("text_embeds", 2) : null;
        _sizes = session.HasInput("time_ids") ? session.Floats("time_ids", 2) : null;
        session.Output("out_sample", 4);
    }

    /// <summary>Encodes captions for the model.</summary>
    public PromptReader Prompts { get; }

    /// <summary>The model's noise schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>The autoencoder between images and the model's latents.</summary>
    public Autoencoder Autoencoder { get; }

    /// <summary>Throws when the model's parts do not fit each other.</summary>
    internal void Require()
    {
        Prompts.RequireLengths();
        _session.RequireTimesteps(_timestep, Schedule.Config);
        if (Autoencoder.Decoder.Channels is { } c && _sample.Fixed(1) is { } channels && channels != c)
            throw _session.Refuse(_sample, $"{c} channels, those of the bundle's latents");
        if (_pooled is not null && !Prompts.HasPooled)
            throw _session.Refuse(_pooled, "a second text encoder, text_encoder_2/, whose encoding of a whole text it takes");
        if (Prompts.Width is { } d && _text.Fixed(2) is { } width && width != d)
            throw _session.Refuse(_text, $"the width of its text encoder's output, {d}");
        if (_sample.Fixed(0) is not null)
            throw _session.Refuse(_sample, "a batch of any size");
    }

    /// <summary>Runs the network once for all items.</summary>
    /// <param name="items">The batch, at least one.</param>
    /// <param name="shape">Shape of a latent.</param>
    /// <param name="timestep">The training timestep.</param>
    /// <returns>The predictions of the items one after the other, [B, C, h, w].</returns>
    /// <exception cref="InvalidInputException">The model fails on the items.</exception>
    public float[] Predict(IReadOnlyList<TextToImageItem> items, LatentShape shape, double timestep)
    {
        ArgumentNullException.ThrowIfNull(items);
        var (count, cells, text, size) = (
            items.Count,
            shape.Height * shape.Width,
            items[0].Text.States.Shape,
            (float)Autoencoder.ImageSize
        );
        using var inputs = new ModelInputs()
            .Add(_sample, [.. items.SelectMany(i => i.Noisy)], count, shape.Channels, shape.Height, shape.Width)
            .Add(_text, [.. items.SelectMany(i => i.Text.States.Values)], count, text[1], text[2])
            .AddIntegers(_source, [.. items.Select((item, i) => (long)(item.Source ?? i))], count)
            .Add(_self, [.. items.Select(i => i.Source is null ? 0 : i.SelfShare)], count)
            .Add(_cross, [.. items.Select(i => i.Source is null ? 0 : i.CrossShare)], count)
            .Add(_mask, [.. items.SelectMany(i => i.Mask ?? new float[cells])], count, 1, shape.Height, shape.Width);
        if (_features is { } features)
            inputs.Add(features, [.. items.Select(i => i.Source is null ? 0 : i.FeatureShare)], count);
        if (_pooled is { } pooled)
            inputs.Add(pooled, [.. items.SelectMany(i => i.Text.Pooled)], count, items[0].Text.Pooled.Length);
        // Original size, crop and target size, each as height and width: a whole image of the model's own size.
        if (_sizes is { } sizes)
            inputs.Add(sizes, [.. items.SelectMany(_ => new[] { size, size, 0, 0, size, size })], count, 6);
        inputs.AddTimesteps(_timestep, timestep, count);
        return _session.Run(inputs, "out_sample").Values;
    }
}

/// <summary>One item in a batch of the text-to-image model.</summary>
/// <param name="Noisy">The noisy latent, [C, h, w].</param>
/// <param name="Text">The encoding of its caption.</param>
public sealed record TextToImageItem(float[] Noisy, TextEncoding Text)
{
    /// <summary>
    /// Index in the batch of the item whose attention this one takes; null, the default, for its
    /// own.
    /// </summary>
    public int? Source { get; init; }

    /// <summary>Share of the self-attention maps that come from the source, 0 to 1.</summary>
    public float SelfShare { get; init; }

    /// <summary>Share of the cross-attention outside the mask that comes from the source, 0 to 1.</summary>
    public float CrossShare { get; init; }

    /// <summary>
    /// Share of the decoder's features that come from the source, 0 to 1. It has no effect in a
    /// network without skip connections.
    /// </summary>
    public float FeatureShare { get; init; }

    /// <summary>The edited area, [h, w], 0 to 1; null for no area.</summary>
    public float[]? Mask { get; init; }
}
