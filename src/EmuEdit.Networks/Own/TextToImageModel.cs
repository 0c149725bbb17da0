namespace EmuEdit.Networks;

/// <summary>
/// Makes images of captions, with a text encoder of its own, so that training the editor again leaves it as it is. The U-Net is the
/// editor's, but for what an image without an input does without: gates and a task. It edits what is seen in the noise, and so it can start
/// from what the editor knows.
/// </summary>
internal sealed class TextToImageModel
{
    private readonly UNetTrunk _trunk;
    private readonly ChangeHead _out;
    private readonly DetailNetwork _detail;
    private readonly Conv _names;

    public TextToImageModel(EditNetworkOptions options, int vocabulary)
    {
        options.Validate();
        Options = options;
        var scope = new ParameterScope();
        Text = new(scope["text"], vocabulary, options.TextLength, options.TextWidth, options.TextLayers);
        _trunk = new(scope["unet"], options, options.LatentChannels);
        _out = new(scope["unet.out"], options.Channels, options.LatentChannels);
        _detail = new(scope["unet.detail"], options, pictures: 2, gated: false);
        _names = new(scope["unet.names"], options.Channels, vocabulary, kernel: 1, gain: 0);
        Parameters = scope.All;
    }

    public EditNetworkOptions Options { get; }

    public TextEncoder Text { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// noisy [B, C, h, w], timestep [B] (cut to whole ones) and text [B, L, D] to what is seen in the noise, skip z_t [B, C, h, w], and how
    /// its image changes to the clean one, [B, 3, S, S], all of it at the last timestep and else the share of it that
    /// <see cref="NoiseTables.Shares"/> tells: as large at every timestep. The features are for <see cref="Names"/>.
    /// </summary>
    public (T Seen, T Change, T Features) Look<T>(IOps<T> ops, BlockTransform transform, T noisy, T timestep, T text)
    {
        var seen = ops.Mul(noisy, At(ops, NoiseTables.Skips, timestep));
        var embedding = _trunk.Embed(ops, timestep, text);
        var x = _trunk.Forward(ops, seen, embedding, text);
        var answer = ops.Add(seen, _out.Forward(ops, x, seen));
        return (seen, _detail.Forward(ops, [transform.Decode(ops, seen), transform.Decode(ops, answer)], x, embedding).Change, x);
    }

    /// <summary>Features to the logits [B, vocabulary, h, w] of each word naming what a cell shows. Training alone asks for them.</summary>
    public T Names<T>(IOps<T> ops, T features) => ops.Float(_names.Forward(ops, features));

    /// <summary>The same to the clean latent [B, C, h, w].</summary>
    public T Predict<T>(IOps<T> ops, BlockTransform transform, T noisy, T timestep, T text)
    {
        var (seen, change, _) = Look(ops, transform, noisy, timestep, text);
        return ops.Add(seen, ops.Mul(transform.Encode(ops, change), At(ops, NoiseTables.Shares, timestep)));
    }

    private static T At<T>(IOps<T> ops, float[] table, T timestep) => ops.Reshape(ops.Lookup(table, timestep), -1, 1, 1, 1);
}
