namespace EmuEdit.Training.Networks;

/// <summary>
/// What the annotators share: a picture down to an eighth of its side, where every cell attends to every other, and up again with skips (Ronneberger et al. 2015),
/// to a quarter of its side or, when fine, to single pixels.
/// </summary>
internal sealed class PictureUNet
{
    private const int Levels = 3, CoarseLevel = 2;

    private readonly int _side;
    private readonly Conv _in;
    private readonly Conv[] _down, _up;
    private readonly ResBlock[] _resDown, _resUp;
    private readonly Parameter _position;
    private readonly TransformerLayer _attend;

    /// <param name="scope">Of its parameters.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="fine">Whether it goes up to single pixels.</param>
    public PictureUNet(ParameterScope scope, AnnotatorNetworkOptions options, int inputs, bool fine)
    {
        // Of the picture's own grid, a half, a quarter and an eighth.
        int[] widths = [options.Channels / 4, options.Channels / 2, options.Channels, options.Channels];
        var down = Enumerable.Range(0, Levels).ToArray();
        var up = down.Reverse().TakeWhile(level => fine || level >= CoarseLevel).ToArray();
        _side = options.ImageSize >> Levels;
        _in = new(scope["in"], inputs, widths[0]);
        _down = [.. down.Select(i => new Conv(scope[$"down{i}"], widths[i], widths[i + 1], stride: 2))];
        _resDown = [.. down.Select(i => new ResBlock(scope[$"down{i}.res"], widths[i + 1], widths[i + 1]))];
        _position = scope.Normal("position", 0.2, 1, widths[Levels], _side, _side);
        _attend = new(scope["attend"], widths[Levels], widths[Levels] / EditNetworkOptions.HeadWidth, mlpRatio: 2);
        _up = [.. up.Select(i => new Conv(scope[$"up{i}"], widths[i + 1], 4 * widths[i], kernel: 1))];
        // Single pixels are many: their block has no norms.
        _resUp = [.. up.Select(i => new ResBlock(scope[$"up{i}.res"], widths[i], widths[i], norm: i > 0))];
    }

    /// <summary>[B, inputs, S, S] to [B, channels, S / 4, S / 4], or to [B, channels / 4, S, S] when fine.</summary>
    public T Forward<T>(IOps<T> ops, T x)
    {
        var skips = new Stack<T>();
        x = _in.Forward(ops, x);
        foreach (var (down, res) in _down.Zip(_resDown))
        {
            skips.Push(x);
            x = res.Forward(ops, down.Forward(ops, x));
        }
        x = ops.ToPicture(_attend.Forward(ops, ops.ToTokens(ops.Add(x, ops.Weight(_position)))), _side, _side);
        foreach (var (up, res) in _up.Zip(_resUp))
            x = res.Forward(ops, ops.Add(ops.PixelShuffle(up.Forward(ops, x)), skips.Pop()));
        return x;
    }
}
