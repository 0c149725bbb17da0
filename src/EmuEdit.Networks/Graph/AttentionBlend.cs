using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>
/// Replaces a node's output x by x + share (source's x - x). x is [B, heads, N, M], or [B heads, N,
/// M] from older exporters, or [B, N, C], or [B, C, h, w]. The nodes that read x then read the
/// blend under the same name.
/// </summary>
internal sealed class AttentionBlend
{
    private readonly GraphInsertion _nodes;
    private readonly TensorElementType _type;
    private readonly string _x, _result, _shape;

    /// <param name="graph">The graph.</param>
    /// <param name="after">The node whose output is replaced.</param>
    /// <param name="type">The element type of its output.</param>
    public AttentionBlend(GraphProto graph, NodeProto after, TensorElementType type)
    {
        (_type, _result) = (type, after.Output[0]);
        after.Output[0] = _x = $"{_result}/own";
        _nodes = new(graph, graph.Node.IndexOf(after) + 1, _x);
        _shape = _nodes.Node("Shape", [_x]);
    }

    /// <summary>Blends with a share that is an input of the graph, [B], and the same at every position.</summary>
    public void Everywhere(string share) => Blend(PerItem(share));

    /// <summary>
    /// Blends with a share that is an input of the graph, [B], when the map is not too fine, and
    /// with 0 otherwise.
    /// </summary>
    public void WhereCoarse(string share, int mostCells) =>
        Blend(
            _nodes.Node("Mul", [PerItem(share), _nodes.Float(AttentionControl.IsCoarse(_nodes, _nodes.Slice(_shape, -2, -1), mostCells))])
        );

    /// <summary>
    /// Blends with the cross-attention's share outside the mask. Queries are cells of the image in
    /// rows, on a grid with the mask's aspect ratio.
    /// </summary>
    public void OutsideMask()
    {
        var size = _nodes.Node("Shape", [AttentionControl.Mask]);
        var (height, width) = (_nodes.Float(_nodes.Slice(size, 2, 3)), _nodes.Float(_nodes.Slice(size, 3, 4)));
        var scale = _nodes.Node(
            "Sqrt",
            [_nodes.Node("Div", [_nodes.Float(_nodes.Slice(_shape, -2, -1)), _nodes.Node("Mul", [height, width])])]
        );
        var grid = _nodes.Node("Concat", [_nodes.Slice(size, 0, 2), Rounded(height, scale), Rounded(width, scale)], ("axis", 0));
        // Linear interpolation: the mean of neighbours at half the size, close to it at a quarter.
        var mask = _nodes.Reshape(
            _nodes.Node("Resize", [AttentionControl.Mask, "", "", grid], ("mode", "linear")),
            _nodes.Integers(0, 1, -1, 1)
        );
        var outside = _nodes.Node("Sub", [_nodes.Constant(1f), mask]);
        Blend(_nodes.Node("Mul", [PerItem(AttentionControl.CrossShare), outside]));
    }

    private void Blend(string share)
    {
        var batch = _nodes.Node("Shape", [AttentionControl.Source]);
        var own = _nodes.Reshape(
            _x,
            _nodes.Node("Concat", [batch, _nodes.Integers(-1), _nodes.Slice(_shape, -2, int.MaxValue)], ("axis", 0))
        );
        var source = _nodes.Node("Gather", [own, AttentionControl.Source], ("axis", 0));
        var blend = _nodes.Node("Add", [own, _nodes.Node("Mul", [Typed(share), _nodes.Node("Sub", [source, own])])]);
        _nodes.Insert("Reshape", [blend, _shape], _result);
    }

    private string PerItem(string share) => _nodes.Reshape(share, _nodes.Integers(-1, 1, 1, 1));

    private string Rounded(string side, string scale) =>
        _nodes.Node("Cast", [_nodes.Node("Round", [_nodes.Node("Mul", [side, scale])])], ("to", (long)TensorElementType.Int64));

    private string Typed(string share) => _type == TensorElementType.Float ? share : _nodes.Node("Cast", [share], ("to", (long)_type));
}
