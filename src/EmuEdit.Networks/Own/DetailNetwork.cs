namespace EmuEdit.Networks;

/// <summary>
/// The fine levels of a U-Net, for details smaller than a cell of the latent grid. They go from the
/// grid's features up to single pixels; each level has a skip connection from the images
/// (Ronneberger et al. 2015). They cut out the grid's answer along the outlines in the images, and
/// correct it.
/// </summary>
internal sealed class DetailNetwork
{
    public const int Colours = 3;

    private readonly bool _gated;
    private readonly Conv _in, _out;
    private readonly Conv[] _down, _up;
    private readonly ResBlock[] _res;

    /// <param name="scope">Scope of its parameters.</param>
    /// <param name="options">The sizes.</param>
    /// <param name="pictures">Number of images that the network sees.</param>
    /// <param name="gated">Whether it also predicts where the change is.</param>
    public DetailNetwork(ParameterScope scope, EditNetworkOptions options, int pictures, bool gated)
    {
        _gated = gated;
        // The grid's channels, then those of each finer level.
        int[] widths = [options.Channels, .. options.DetailChannels];
        var levels = Enumerable.Range(1, widths.Length - 1).ToArray();
        _in = new(scope["in"], pictures * Colours, widths[^1]);
        _down = [.. levels.Skip(1).Select(i => new Conv(scope[$"down{i}"], widths[i], widths[i - 1], stride: 2))];
        _up = [.. levels.Select(i => new Conv(scope[$"up{i}"], widths[i - 1], 4 * widths[i], kernel: 1))];
        _res = [.. levels.Select(i => new ResBlock(scope[$"res{i}"], widths[i], widths[i], options.EmbeddingWidth, norm: false))];
        _out = new(scope["out"], widths[^1], 2 * Colours + (gated ? 1 : 0), kernel: 1, gain: 0);
    }

    /// <summary>
    /// Maps images [B, 3 n, S, S], the last two of which are the input and the grid's answer, the
    /// grid's features [B, C, h, w] and the embedding [B, E]. Returns the change of the input,
    /// answer - input + gain input + offset, [B, 3, S, S], and the logits [B, 1, S, S] of a pixel
    /// changing, or null without gates. An untrained network returns the grid's answer.
    /// </summary>
    public (T Change, T? Where) Forward<T>(IOps<T> ops, T[] pictures, T features, T embedding)
    {
        var skips = new Stack<T>([_in.Forward(ops, ops.Concat(1, pictures))]);
        foreach (var down in _down.Reverse())
            skips.Push(down.Forward(ops, ops.SiLU(skips.Peek())));

        var x = features;
        foreach (var (up, res) in _up.Zip(_res))
            x = res.Forward(ops, ops.Add(ops.PixelShuffle(up.Forward(ops, x)), skips.Pop()), embedding);

        x = ops.Float(_out.Forward(ops, ops.SiLU(x)));
        var gain = ops.Add(ops.Slice(x, 1, 0, Colours), ops.Constant([-1], 1));
        var change = ops.Add(ops.Add(pictures[^1], ops.Mul(pictures[^2], gain)), ops.Slice(x, 1, Colours, 2 * Colours));
        return (change, _gated ? ops.Slice(x, 1, 2 * Colours, 2 * Colours + 1) : default);
    }
}
