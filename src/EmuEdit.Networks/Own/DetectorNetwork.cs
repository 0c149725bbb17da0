namespace EmuEdit.Networks;

/// <summary>
/// Finds the object that a phrase names. The image's features do not depend on the phrase, so many
/// phrases can be searched for in one image. The phrase then scales and shifts the features (FiLM,
/// Perez et al. 2018). Every cell predicts a score for showing the object and its distances to the
/// four edges of the box (Tian et al. 2019). The box is the mean over the cells, weighted by the
/// softmax of the scores; so are the features that the presence is predicted from.
/// </summary>
public sealed class DetectorNetwork
{
    // Values per cell: a score and four distances.
    private const int Says = 5;

    // Initially, few cells show the object, and its edges are an eighth of the image away.
    private const float FirstBias = -2;

    private readonly AnnotatorNetworkOptions _o;
    private readonly ImageUNet _trunk;
    private readonly TextEncoderNetwork _text;
    private readonly Dense _embed, _match, _presence, _presenceOut;
    private readonly ResBlock _find;
    private readonly GroupNorm _trunkNorm, _norm;
    private readonly Conv _cells;

    /// <param name="options">The sizes.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    /// <exception cref="Core.InvalidInputException">A size is out of its range.</exception>
    public DetectorNetwork(AnnotatorNetworkOptions options, int vocabulary)
    {
        options.Validate();
        _o = options;
        var (scope, c) = (new ParameterScope(), options.Channels);
        _trunk = new(scope["picture"], options, inputs: 3, fine: false);
        _trunkNorm = new(scope["picture.norm"], c);
        _text = new(scope["text"], vocabulary, options.TextLength, c, options.TextLayers);
        _embed = new(scope["embed"], c, c);
        _match = new(scope["match"], c, 2 * c);
        // Cell by cell: the features already describe what a cell shows, and there are more phrases than images.
        _find = new(scope["find"], c, c, embeddingWidth: c, kernel: 1);
        _norm = new(scope["norm"], c);
        _cells = new(scope["cells"], c, Says, kernel: 1, gain: 0.2, bias: FirstBias);
        _presence = new(scope["presence"], 2 * c, c);
        _presenceOut = new(scope["presence.out"], c, 1, gain: 0.2);
        Parameters = scope.All;
    }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// Maps images [B, 3, S, S] on [-1, 1] to features [B, C, G, G], on a grid of a quarter of the
    /// side.
    /// </summary>
    public T Features<T>(IOps<T> ops, T pictures) => _trunkNorm.Forward(ops, _trunk.Forward(ops, pictures));

    /// <summary>
    /// Maps features and token ids [B, L] to the logit of presence [B, 1], the box [B, 4] as centre
    /// x and y, width and height as shares of the side, and the logits of the cells [B, 1, G G].
    /// </summary>
    public (T Presence, T Box, T Cells) Find<T>(IOps<T> ops, T features, T ids)
    {
        var (c, cells) = (_o.Channels, _o.Grid * _o.Grid);
        var text = ops.SiLU(_embed.Forward(ops, ops.Mean(_text.Forward(ops, ids), 1)));
        var match = ops.Reshape(_match.Forward(ops, text), 0, 2 * c, 1, 1);
        var x = ops.Modulate(features, ops.Slice(match, 1, 0, c), ops.Slice(match, 1, c, 2 * c));
        x = _norm.Activate(ops, _find.Forward(ops, x, text));

        var says = ops.Reshape(ops.Float(_cells.Forward(ops, x)), 0, Says, cells);
        var where = ops.Slice(says, 1, 0, 1);
        var shares = ops.Softmax(where);
        var edges = ops.Add(
            ops.Mul(ops.Sigmoid(ops.Slice(says, 1, 1, Says)), ops.Constant([-1, -1, 1, 1], 1, 4, 1)),
            ops.Constant(Centres(), 1, 4, cells)
        );
        var box = Mean(ops, edges, shares);
        var seen = Mean(ops, ops.Float(ops.Reshape(x, 0, c, cells)), shares);
        var presence = ops.Float(_presenceOut.Forward(ops, ops.SiLU(_presence.Forward(ops, ops.Concat(1, seen, text)))));
        return (presence, CentreAndSize(ops, box), where);
    }

    // Maps [B, K, cells] and shares [B, 1, cells] to the weighted sum [B, K].
    private T Mean<T>(IOps<T> ops, T values, T shares) =>
        ops.Mul(ops.Mean(ops.Mul(values, shares), 2), ops.Constant([_o.Grid * _o.Grid], 1));

    private static T CentreAndSize<T>(IOps<T> ops, T edges)
    {
        var (low, high) = (ops.Slice(edges, 1, 0, 2), ops.Slice(edges, 1, 2, 4));
        return ops.Concat(1, ops.Mul(ops.Add(low, high), ops.Constant([0.5f], 1)), ops.Add(high, ops.Mul(low, ops.Constant([-1], 1))));
    }

    // The position of each cell: x, y, x, y.
    private float[] Centres()
    {
        var (n, cells) = (_o.Grid, _o.Grid * _o.Grid);
        return [.. Enumerable.Range(0, 4 * cells).Select(i => ((i / cells % 2 == 0 ? i % n : i % cells / n) + 0.5f) / n)];
    }
}
