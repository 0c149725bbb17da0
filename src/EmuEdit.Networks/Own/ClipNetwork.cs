namespace EmuEdit.Networks;

/// <summary>
/// Two encoders into one space (CLIP, Radford et al. 2021). The image encoder has four strided
/// convolutions, then one affine map of the whole 4 x 4 grid (at 64 pixels), because captions
/// mention positions. The text encoder's output is averaged over the tokens, then mapped by one
/// affine map.
/// </summary>
public sealed class ClipNetwork
{
    private const int Stages = 4;
    private readonly Conv[] _convs;
    private readonly GroupNorm[] _norms;
    private readonly Dense _image, _text;
    private readonly TextEncoderNetwork _encoder;
    private readonly int _flat;

    /// <param name="options">The sizes.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    /// <exception cref="Core.InvalidInputException">A size is out of its range.</exception>
    public ClipNetwork(ClipNetworkOptions options, int vocabulary)
    {
        options.Validate();
        var scope = new ParameterScope();
        int[] channels = [3, .. Enumerable.Range(1, Stages).Select(stage => options.Channels * stage / Stages)];
        _convs = [.. Enumerable.Range(0, Stages).Select(i => new Conv(scope[$"image.conv{i}"], channels[i], channels[i + 1], stride: 2))];
        _norms = [.. Enumerable.Range(0, Stages).Select(i => new GroupNorm(scope[$"image.norm{i}"], channels[i + 1]))];
        _flat = options.Channels * (options.ImageSize >> Stages) * (options.ImageSize >> Stages);
        _image = new(scope["image.embed"], _flat, options.EmbedWidth);
        _encoder = new(scope["text"], vocabulary, options.TextLength, options.TextWidth, options.TextLayers);
        _text = new(scope["text.embed"], options.TextWidth, options.EmbedWidth);
        // 1 / 0.07, as in CLIP.
        LogScale = scope.Constant("log_scale", MathF.Log(1 / 0.07f), 1);
        Parameters = scope.All;
    }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Logarithm of the inverse temperature of the contrastive loss; unused after training.</summary>
    public Parameter LogScale { get; }

    /// <summary>Embeds images [B, 3, S, S] on [-1, 1] as vectors [B, E] of length 1.</summary>
    public T Image<T>(IOps<T> ops, T pictures)
    {
        var x = pictures;
        for (var i = 0; i < Stages; i++)
            x = _norms[i].Activate(ops, _convs[i].Forward(ops, x));
        return ops.Normalise(ops.Float(_image.Forward(ops, ops.Reshape(x, 0, _flat))));
    }

    /// <summary>Embeds token ids [B, L] as vectors [B, E] of length 1.</summary>
    public T Text<T>(IOps<T> ops, T ids) => ops.Normalise(ops.Float(_text.Forward(ops, ops.Mean(_encoder.Forward(ops, ids), 1))));
}
