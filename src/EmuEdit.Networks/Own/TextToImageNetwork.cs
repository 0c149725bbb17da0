namespace EmuEdit.Networks;

/// <summary>
/// Generates images from captions. It has its own text encoder, so training the editor again does
/// not change it. The U-Net is the editor's, without gates and a task, which an image without an
/// input does not need. It edits the estimate seen in the noise, so it can start from what the
/// editor has learned.
/// </summary>
public sealed class TextToImageNetwork
{
    private readonly UNetTrunk _trunk;
    private readonly ChangeHead _out;
    private readonly DetailNetwork _detail;
    private readonly Conv _names;

    /// <param name="options">The sizes.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    /// <exception cref="Core.InvalidInputException">A size is out of its range.</exception>
    public TextToImageNetwork(EditNetworkOptions options, int vocabulary)
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

    /// <summary>The sizes.</summary>
    public EditNetworkOptions Options { get; }

    /// <summary>The text encoder.</summary>
    public TextEncoderNetwork Text { get; }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// Maps noisy [B, C, h, w], timestep [B] (truncated to whole numbers) and text [B, L, D].
    /// Returns the estimate seen in the noise, skip z_t [B, C, h, w], and the change of its image
    /// to the clean one [B, 3, S, S]. The change applies in full at the last timestep; otherwise
    /// the share in <see cref="NoiseTables.Shares"/> applies, so that it is equally large at every
    /// timestep. The features are for <see cref="Names"/>.
    /// </summary>
    public (T Seen, T Change, T Features) Look<T>(IOps<T> ops, BlockTransform transform, T noisy, T timestep, T text)
    {
        var seen = ops.Mul(noisy, At(ops, NoiseTables.Skips, timestep));
        var embedding = _trunk.Embed(ops, timestep, text);
        var x = _trunk.Forward(ops, seen, embedding, text);
        var answer = ops.Add(seen, _out.Forward(ops, x, seen));
        return (seen, _detail.Forward(ops, [transform.Decode(ops, seen), transform.Decode(ops, answer)], x, embedding).Change, x);
    }

    /// <summary>
    /// Maps features to the logits [B, vocabulary, h, w] of each word naming what a cell shows.
    /// Used only in training.
    /// </summary>
    public T Names<T>(IOps<T> ops, T features) => ops.Float(_names.Forward(ops, features));

    /// <summary>Predicts the clean latent [B, C, h, w] from the inputs of <see cref="Look"/>.</summary>
    public T Predict<T>(IOps<T> ops, BlockTransform transform, T noisy, T timestep, T text)
    {
        var (seen, change, _) = Look(ops, transform, noisy, timestep, text);
        return ops.Add(seen, ops.Mul(transform.Encode(ops, change), At(ops, NoiseTables.Shares, timestep)));
    }

    private static T At<T>(IOps<T> ops, float[] table, T timestep) => ops.Reshape(ops.Lookup(table, timestep), -1, 1, 1, 1);
}
