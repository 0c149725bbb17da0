using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>
/// Replaces what a node gives, x, by x + share (source's x - x). x is [B, heads, N, M] or, as older exporters write it, [B heads, N, M], or [B, C, h, w]. The node's readers
/// read the blend under the old name.
/// </summary>
internal sealed class AttentionBlend
{
    private readonly GraphProto _graph;
    private readonly TensorElementType _type;
    private readonly string _x, _result, _shape;
    private int _at;

    /// <param name="graph">The graph.</param>
    /// <param name="after">The node.</param>
    /// <param name="type">The element type of what it gives.</param>
    public AttentionBlend(GraphProto graph, NodeProto after, TensorElementType type)
    {
        _type = type;
        (_graph, _at, _result) = (graph, graph.Node.IndexOf(after) + 1, after.Output[0]);
        after.Output[0] = _x = $"{_result}/own";
        _shape = Node("Shape", [_x]);
    }

    /// <summary>The share is an input of the graph, [B], and the same everywhere.</summary>
    public void Everywhere(string share) => Blend(Reshape(share, Integers(-1, 1, 1, 1)));

    /// <summary>The share is the cross-attention's outside the mask. Queries are cells of the picture in rows, on a grid as wide for its height as the mask's.</summary>
    public void OutsideMask()
    {
        var size = Node("Shape", [AttentionControl.Mask]);
        var (height, width) = (Float(Slice(size, 2, 3)), Float(Slice(size, 3, 4)));
        var scale = Node("Sqrt", [Node("Div", [Float(Slice(_shape, -2, -1)), Node("Mul", [height, width])])]);
        var grid = Node("Concat", [Slice(size, 0, 2), Rounded(height, scale), Rounded(width, scale)], ("axis", 0));
        // Linear: the mean of neighbours at half the size, near it at a quarter.
        var mask = Reshape(Node("Resize", [AttentionControl.Mask, "", "", grid], ("mode", "linear")), Integers(0, 1, -1, 1));
        var outside = Node("Sub", [Constant(1f), mask]);
        Blend(Node("Mul", [Reshape(AttentionControl.CrossShare, Integers(-1, 1, 1, 1)), outside]));
    }

    private void Blend(string share)
    {
        var batch = Node("Shape", [AttentionControl.Source]);
        var own = Reshape(_x, Node("Concat", [batch, Integers(-1), Slice(_shape, -2, int.MaxValue)], ("axis", 0)));
        var source = Node("Gather", [own, AttentionControl.Source], ("axis", 0));
        var blend = Node("Add", [own, Node("Mul", [Typed(share), Node("Sub", [source, own])])]);
        Insert("Reshape", [blend, _shape], _result);
    }

    private string Rounded(string side, string scale) =>
        Node("Cast", [Node("Round", [Node("Mul", [side, scale])])], ("to", (long)TensorElementType.Int64));

    private string Typed(string share) => _type == TensorElementType.Float ? share : Node("Cast", [share], ("to", (long)_type));

    private string Float(string value) => Node("Cast", [value], ("to", (long)TensorElementType.Float));

    private string Slice(string value, long start, long end) => Node("Slice", [value, Integers(start), Integers(end)]);

    private string Reshape(string value, string shape) => Node("Reshape", [value, shape]);

    private string Integers(params ReadOnlySpan<long> values) => Constant(TensorElementType.Int64, MemoryMarshal.AsBytes(values), values.Length);

    private string Constant(float value) => Constant(TensorElementType.Float, MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)), 1);

    private string Constant(TensorElementType type, ReadOnlySpan<byte> bytes, int length)
    {
        var tensor = new TensorProto { Name = $"{_x}/constant_{_graph.Initializer.Count}", DataType = (int)type, RawData = ByteString.CopyFrom(bytes), Dims = { length } };
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Node(string operation, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, GraphAttribute Value)> attributes) =>
        Insert(operation, inputs, $"{_x}/{operation}_{_at}", attributes);

    private string Insert(string operation, IEnumerable<string> inputs, string output, params ReadOnlySpan<(string Name, GraphAttribute Value)> attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{_x}/{operation}_{_at}", Input = { inputs }, Output = { output } };
        foreach (var (name, value) in attributes)
            node.Attribute.Add(value.ToProto(name));
        _graph.Node.Insert(_at++, node);
        return output;
    }
}
