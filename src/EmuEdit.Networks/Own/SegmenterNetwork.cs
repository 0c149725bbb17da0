namespace EmuEdit.Networks;

/// <summary>Segments the main object in a box: a U-Net over the image with the box as a fourth plane.</summary>
public sealed class SegmenterNetwork
{
    private const int Planes = 4;

    // The plane falls from 1 to 0 over about a pixel.
    private const float EdgesPerPixel = 6;

    private readonly int _size;
    private readonly ImageUNet _trunk;
    private readonly Conv _out;

    /// <param name="options">The sizes.</param>
    /// <exception cref="Core.InvalidInputException">A size is out of its range.</exception>
    public SegmenterNetwork(AnnotatorNetworkOptions options)
    {
        options.Validate();
        var scope = new ParameterScope();
        _size = options.ImageSize;
        _trunk = new(scope["picture"], options, Planes, fine: true);
        _out = new(scope["out"], options.Channels / 4, 1, kernel: 1);
        Parameters = scope.All;
    }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// Maps images [B, 3, S, S] on [-1, 1] and boxes [B, 4], as left, top, right, bottom in shares
    /// of the side, to the logits of their pixels [B, 1, S, S].
    /// </summary>
    public T Forward<T>(IOps<T> ops, T pictures, T boxes) =>
        ops.Float(_out.Forward(ops, ops.SiLU(_trunk.Forward(ops, ops.Concat(1, pictures, Inside(ops, boxes))))));

    private T Inside<T>(IOps<T> ops, T boxes)
    {
        var centres = Enumerable.Range(0, _size).Select(i => (i + 0.5f) / _size).ToArray();
        var (columns, rows) = (ops.Constant(centres, 1, 1, 1, _size), ops.Constant(centres, 1, 1, _size, 1));
        var horizontal = ops.Mul(After(ops, columns, boxes, 0, 1), After(ops, columns, boxes, 2, -1));
        return ops.Mul(horizontal, ops.Mul(After(ops, rows, boxes, 1, 1), After(ops, rows, boxes, 3, -1)));
    }

    // 1 where a coordinate is after an edge of the box, or before it with the sign -1.
    private T After<T>(IOps<T> ops, T coordinates, T boxes, int edge, int sign)
    {
        var at = ops.Reshape(ops.Slice(boxes, 1, edge, edge + 1), 0, 1, 1, 1);
        var beyond = ops.Add(ops.Mul(at, ops.Constant([-1], 1)), coordinates);
        return ops.Sigmoid(ops.Mul(beyond, ops.Constant([sign * EdgesPerPixel * _size], 1)));
    }
}
