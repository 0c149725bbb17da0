namespace EmuEdit.Networks;

/// <summary>
/// The U-Net that the annotators share. It goes from the image down to an eighth of its side, where
/// it does most of its work and every cell attends to every other. Then it goes up again with skip
/// connections (Ronneberger et al. 2015), to a quarter of the side or, when fine, to single pixels.
/// </summary>
internal sealed class ImageUNet
{
    private const int Levels = 3, CoarseLevel = 2, DeepBlocks = 2;

    private readonly int _side;
    private readonly Conv _in;
    private readonly Conv[] _down, _up, _smooth;
    private readonly ResBlock[] _deep;
    private readonly ResBlock _coarse;
    private readonly Parameter _position;
    private readonly TransformerLayer _attend;

    /// <param name="scope">Scope of its parameters.</param>
    /// <param name="options">The sizes.</param>
    /// <param name="inputs">Number of input channels.</param>
    /// <param name="fine">Whether it works on single pixels; otherwise it begins at half of the side.</param>
    public ImageUNet(ParameterScope scope, AnnotatorNetworkOptions options, int inputs, bool fine)
    {
        // Channels at the image's own grid, a half, a quarter and an eighth.
        int[] widths = [options.Channels / 4, options.Channels / 2, options.Channels, options.Channels];
        var first = fine ? 0 : 1;
        var up = Enumerable.Range(0, CoarseLevel).Reverse().TakeWhile(_ => fine).Prepend(CoarseLevel).ToArray();
        _side = options.ImageSize >> Levels;
        _in = new(scope["in"], inputs, widths[first], stride: 1 << first);
        _down = [.. Enumerable.Range(first, Levels - first).Select(i => new Conv(scope[$"down{i}"], widths[i], widths[i + 1], stride: 2))];
        _position = scope.Normal("position", 0.2, 1, widths[Levels], _side, _side);
        _deep = [.. Enumerable.Range(0, DeepBlocks).Select(i => new ResBlock(scope[$"deep{i}"], widths[Levels], widths[Levels]))];
        _attend = new(scope["attend"], widths[Levels], widths[Levels] / EditNetworkOptions.HeadWidth, mlpRatio: 2);
        _up = [.. up.Select(i => new Conv(scope[$"up{i}"], widths[i + 1], 4 * widths[i], kernel: 1))];
        _coarse = new(scope["coarse"], widths[CoarseLevel], widths[CoarseLevel]);
        _smooth = [.. up.Skip(1).Select(i => new Conv(scope[$"smooth{i}"], widths[i], widths[i], gain: 0.5))];
    }

    /// <summary>
    /// Maps [B, inputs, S, S] to [B, channels, S / 4, S / 4], or to [B, channels / 4, S, S] when
    /// fine.
    /// </summary>
    public T Forward<T>(IOps<T> ops, T x)
    {
        var skips = new Stack<T>();
        x = _in.Forward(ops, x);
        foreach (var down in _down)
        {
            skips.Push(x);
            x = down.Forward(ops, ops.SiLU(x));
        }
        x = ops.Add(x, ops.Weight(_position));
        foreach (var block in _deep)
            x = block.Forward(ops, x);
        x = ops.ToImage(_attend.Forward(ops, ops.ToTokens(x)), _side, _side);

        x = _coarse.Forward(ops, Up(ops, _up[0], x, skips.Pop()));
        foreach (var (up, smooth) in _up.Skip(1).Zip(_smooth))
        {
            x = Up(ops, up, ops.SiLU(x), skips.Pop());
            x = ops.Add(x, smooth.Forward(ops, ops.SiLU(x)));
        }
        return x;
    }

    private static T Up<T>(IOps<T> ops, Conv up, T x, T skip) => ops.Add(ops.PixelShuffle(up.Forward(ops, x)), skip);
}
