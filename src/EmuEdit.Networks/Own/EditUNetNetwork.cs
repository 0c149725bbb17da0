namespace EmuEdit.Networks;

/// <summary>
/// Predicts the clean latent of the edited image from the noisy one, the input image's latent, the
/// instruction and the task. The input's latent is concatenated at the first convolution (Brooks et
/// al. 2023). The task embedding is added to the timestep embedding, and is one more token in the
/// context of the cross-attention (Emu Edit, section 3.2). The network predicts the change, as a
/// gain and an offset of the input's latent, and its place, as one gate per cell: answer = input +
/// gate (gain input + offset). <see cref="DetailNetwork"/> turns this answer into an image, which
/// is used where its own gates, one per pixel, are open. An untrained network copies the input.
/// </summary>
public sealed class EditUNetNetwork
{
    // A gate below the first value is closed, within a band that becomes narrower as the second value grows.
    private const float Ajar = 0.1f, Sharpness = 60;

    private readonly EditNetworkOptions _o;
    private readonly UNetTrunk _trunk;
    private readonly Dense _task;
    private readonly ChangeHead _out;
    private readonly Conv _where;
    private readonly DetailNetwork _detail;

    /// <param name="scope">Scope of its parameters.</param>
    /// <param name="options">The sizes.</param>
    public EditUNetNetwork(ParameterScope scope, EditNetworkOptions options)
    {
        _o = options;
        _trunk = new(scope, _o, 2 * _o.LatentChannels);
        _task = new(scope["task"], _o.TextWidth, _o.EmbeddingWidth);
        _out = new(scope["out"], _o.Channels, _o.LatentChannels);
        _where = new(scope["where"], _o.Channels, 1, kernel: 1, gain: 0, bias: 2);
        _detail = new(scope["detail"], _o, pictures: 3, gated: true);
    }

    /// <summary>
    /// Maps sample [B, 2C, h, w] (noisy latent, then input latent), timestep [B] (truncated to
    /// whole numbers), text [B, L, D] and task [B, D] to the clean image [B, 3, S, S] on [-1, 1]
    /// and to the logits of a cell [B, 1, h, w] and of a pixel [B, 1, S, S] being edited. The
    /// transform is that of the latents.
    /// </summary>
    public (T Clean, T Cells, T Pixels) Forward<T>(IOps<T> ops, BlockTransform transform, T sample, T timestep, T text, T task)
    {
        var embedding = _trunk.Embed(ops, timestep, text, _task.Forward(ops, task));
        var context = ops.Concat(1, text, ops.Reshape(task, 0, 1, _o.TextWidth));

        var estimate = Estimate(ops, ops.Slice(sample, 1, 0, _o.LatentChannels), timestep);
        var input = ops.Slice(sample, 1, _o.LatentChannels, 2 * _o.LatentChannels);
        var x = _trunk.Forward(ops, ops.Concat(1, estimate, input), embedding, context);

        var cells = ops.Float(_where.Forward(ops, x));
        var answer = ops.Add(input, ops.Mul(_out.Forward(ops, x, input), ops.Sigmoid(cells)));
        var picture = transform.Decode(ops, input);
        var (change, pixels) = _detail.Forward(
            ops,
            [transform.Decode(ops, estimate), picture, transform.Decode(ops, answer)],
            x,
            embedding
        );
        return (ops.Add(picture, ops.Mul(change, Gate(ops, pixels!))), cells, pixels!);
    }

    // alpha z_t is the best linear estimate of a clean latent of unit variance. At the last
    // timestep z_t is pure noise and the estimate is 0, so the network need not learn to ignore it.
    private static T Estimate<T>(IOps<T> ops, T noisy, T timestep) =>
        ops.Mul(noisy, ops.Reshape(ops.Lookup(NoiseTables.Alphas, timestep), -1, 1, 1, 1));

    // Areas with little probability of change stay as they are, and do not drift from turn to turn.
    private static T Gate<T>(IOps<T> ops, T where)
    {
        var gate = ops.Sigmoid(where);
        return ops.Mul(gate, ops.Sigmoid(ops.Mul(ops.Add(gate, ops.Constant([-Ajar], 1)), ops.Constant([Sharpness], 1))));
    }
}
