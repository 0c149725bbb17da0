namespace EmuEdit.Training.Networks;

/// <summary>
/// Makes pictures of captions: a text encoder of its own, so that training the editor again leaves it as it is, and a U-Net whose cells attend to each other on both grids, because
/// it is self-attention that prompt-to-prompt keeps a layout by.
/// </summary>
internal sealed class TextToImageModel
{
    private readonly UNetTrunk _trunk;
    private readonly Conv _out;

    public TextToImageModel(EditNetworkOptions options, int vocabulary)
    {
        options.Validate();
        Options = options;
        var scope = new ParameterScope();
        Text = new(scope["text"], vocabulary, options.TextLength, options.TextWidth, options.TextLayers);
        _trunk = new(scope["unet"], options, options.LatentChannels, self: true);
        _out = new(scope["unet.out"], options.Channels, options.LatentChannels, gain: 0);
        Parameters = scope.All;
    }

    public EditNetworkOptions Options { get; }

    public TextEncoder Text { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// noisy [B, C, h, w], timestep [B] (cut to whole ones) and text [B, L, D] to the clean latent [B, C, h, w] = skip z_t + scale F: inside, the network says F, which is as large
    /// at every timestep.
    /// </summary>
    public T Predict<T>(IOps<T> ops, T noisy, T timestep, T text)
    {
        var said = ops.Float(_out.Forward(ops, _trunk.Forward(ops, noisy, _trunk.Embed(ops, timestep, text), text)));
        return ops.Add(ops.Mul(noisy, At(ops, NoiseTables.Skips, timestep)), ops.Mul(said, At(ops, NoiseTables.Scales, timestep)));
    }

    private static T At<T>(IOps<T> ops, float[] table, T timestep) => ops.Reshape(ops.Lookup(table, timestep), -1, 1, 1, 1);
}
