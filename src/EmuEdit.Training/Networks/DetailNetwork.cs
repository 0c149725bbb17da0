namespace EmuEdit.Training.Networks;

/// <summary>
/// The fine levels of the U-Net, for what is smaller than a cell of the latent grid: from the grid's features up to single pixels, each level with its
/// skip from the pictures (Ronneberger et al. 2015). It cuts the grid's answer out along the outlines that it sees in the pictures and corrects it:
/// clean = input + gate (answer - input + gain input + offset), one gate a pixel. An untrained one goes half of the way to the answer.
/// </summary>
internal sealed class DetailNetwork
{
    private const int Colours = 3, Pictures = 3;

    // A gate below the first is closed, within a band that is narrower the larger the second.
    private const float Ajar = 0.1f, Sharpness = 60;

    private readonly Conv _in, _out;
    private readonly Conv[] _down, _up;
    private readonly ResBlock[] _res;

    public DetailNetwork(ParameterScope scope, EditNetworkOptions options)
    {
        // The grid's, then each finer level's.
        int[] widths = [options.Channels, .. options.DetailChannels];
        var levels = Enumerable.Range(1, widths.Length - 1).ToArray();
        _in = new(scope["in"], Pictures * Colours, widths[^1]);
        _down = [.. levels.Skip(1).Select(i => new Conv(scope[$"down{i}"], widths[i], widths[i - 1], stride: 2))];
        _up = [.. levels.Select(i => new Conv(scope[$"up{i}"], widths[i - 1], 4 * widths[i], kernel: 1))];
        _res = [.. levels.Select(i => new ResBlock(scope[$"res{i}"], widths[i], widths[i], options.EmbeddingWidth, norm: false))];
        _out = new(scope["out"], widths[^1], 2 * Colours + 1, kernel: 1, gain: 0);
    }

    /// <summary>
    /// Pictures [B, 3, S, S] (an estimate from the noisy one, input, the grid's answer), the grid's features [B, C, h, w] and the embedding [B, E]
    /// to the clean picture [B, 3, S, S] and to the logits [B, 1, S, S] of a pixel being edited.
    /// </summary>
    public (T Clean, T Where) Forward<T>(IOps<T> ops, T estimate, T input, T answer, T features, T embedding)
    {
        var skips = new Stack<T>([_in.Forward(ops, ops.Concat(1, estimate, input, answer))]);
        foreach (var down in _down.Reverse())
            skips.Push(down.Forward(ops, ops.SiLU(skips.Peek())));

        var x = features;
        foreach (var (up, res) in _up.Zip(_res))
            x = res.Forward(ops, ops.Add(ops.PixelShuffle(up.Forward(ops, x)), skips.Pop()), embedding);

        x = ops.Float(_out.Forward(ops, ops.SiLU(x)));
        var gain = ops.Add(ops.Slice(x, 1, 0, Colours), ops.Constant([-1], 1));
        var offset = ops.Slice(x, 1, Colours, 2 * Colours);
        var where = ops.Slice(x, 1, 2 * Colours, 2 * Colours + 1);
        var offered = ops.Add(ops.Add(answer, ops.Mul(input, gain)), offset);
        return (ops.Add(input, ops.Mul(offered, Gate(ops, where))), where);
    }

    // What is hardly in question stays as it is, and does not drift from turn to turn.
    private static T Gate<T>(IOps<T> ops, T where)
    {
        var gate = ops.Sigmoid(where);
        return ops.Mul(gate, ops.Sigmoid(ops.Mul(ops.Add(gate, ops.Constant([-Ajar], 1)), ops.Constant([Sharpness], 1))));
    }
}
