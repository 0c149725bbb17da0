using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Graph;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>text_to_image_unet/model.onnx</c>: <c>sample</c> [B, C, h, w], <c>timestep</c> <c>encoder_hidden_states</c> [B, L, D] and, in those
/// of Stable Diffusion XL, <c>text_embeds</c> [B, P] and <c>time_ids</c> [B, 6], to <c>out_sample</c> [B, C, h, w], with the inputs of
/// <see cref="AttentionControl"/> added when it is loaded; and its text encoder, <c>text_to_image_text_encoder/</c>, or the bundle's where
/// it has none of its own. Or a whole pipeline of diffusers, <c>text_to_image/</c>, with a tokenizer, scheduler and autoencoder of its own.
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
        session.AllowInputs("sample", "timestep", "encoder_hidden_states", "text_embeds", "time_ids", AttentionControl.Source, AttentionControl.SelfShare, AttentionControl.CrossShare, AttentionControl.FeatureShare, AttentionControl.Mask);
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

    /// <summary>Reads captions for it.</summary>
    public PromptReader Prompts { get; }

    /// <summary>Its noise schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>Images to its latents, and back.</summary>
    public Autoencoder Autoencoder { get; }

    /// <summary>Refuses a model whose parts do not fit each other.</summary>
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
    /// <param name="shape">Of a latent.</param>
    /// <param name="timestep">The training timestep.</param>
    /// <returns>The predictions of the items one after the other, [B, C, h, w].</returns>
    /// <exception cref="InvalidInputException">The model fails on them.</exception>
    public float[] Predict(IReadOnlyList<TextToImageItem> items, LatentShape shape, double timestep)
    {
        ArgumentNullException.ThrowIfNull(items);
        var (count, cells, text, size) = (items.Count, shape.Height * shape.Width, items[0].Text.States.Shape, (float)Autoencoder.ImageSize);
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
        // Original size, crop and target size, each as height and width: a whole image of its own size.
        if (_sizes is { } sizes)
            inputs.Add(sizes, [.. items.SelectMany(_ => new[] { size, size, 0, 0, size, size })], count, 6);
        inputs.AddTimesteps(_timestep, timestep, count);
        return _session.Run(inputs, "out_sample").Values;
    }
}

/// <summary>One item of a batch of the text-to-image model.</summary>
/// <param name="Noisy">The noisy latent, [C, h, w].</param>
/// <param name="Text">The encoding of its caption.</param>
public sealed record TextToImageItem(float[] Noisy, TextEncoding Text)
{
    /// <summary>Place in the batch of the item whose attention this one takes; null, the default, for its own.</summary>
    public int? Source { get; init; }

    /// <summary>How much of the self-attention's maps is the source's, 0 to 1.</summary>
    public float SelfShare { get; init; }

    /// <summary>How much of the cross-attention outside the mask is the source's, 0 to 1.</summary>
    public float CrossShare { get; init; }

    /// <summary>How much of the decoder's features is the source's, 0 to 1; of no effect in a network without skip connections.</summary>
    public float FeatureShare { get; init; }

    /// <summary>The edited area, [h, w], 0 to 1; null for nothing.</summary>
    public float[]? Mask { get; init; }
}
