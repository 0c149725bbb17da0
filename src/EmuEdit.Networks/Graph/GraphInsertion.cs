using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>Inserts nodes into an existing graph, one after the other from one position on.</summary>
/// <param name="graph">The graph.</param>
/// <param name="at">Index of the first inserted node.</param>
/// <param name="prefix">Prefix of the names of nodes and values; unique among insertions.</param>
internal sealed class GraphInsertion(GraphProto graph, int at, string prefix)
{
    private int _at = at;

    public string Node(string operation, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, GraphAttribute Value)> attributes) =>
        Insert(operation, inputs, $"{prefix}/{operation}_{_at}", attributes);

    public string Insert(
        string operation,
        IEnumerable<string> inputs,
        string output,
        params ReadOnlySpan<(string Name, GraphAttribute Value)> attributes
    )
    {
        var node = new NodeProto { OpType = operation, Name = $"{prefix}/{operation}_{_at}", Input = { inputs }, Output = { output } };
        foreach (var (name, value) in attributes)
            node.Attribute.Add(value.ToProto(name));
        graph.Node.Insert(_at++, node);
        return output;
    }

    public string Float(string value) => Node("Cast", [value], ("to", (long)TensorElementType.Float));

    public string Slice(string value, long start, long end) => Node("Slice", [value, Integers(start), Integers(end)]);

    public string Reshape(string value, string shape) => Node("Reshape", [value, shape]);

    public string Integers(params ReadOnlySpan<long> values) =>
        Constant(TensorElementType.Int64, MemoryMarshal.AsBytes(values), values.Length);

    public string Scalar(long value) => Constant(TensorElementType.Int64, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    public string Constant(float value) => Constant(TensorElementType.Float, MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)), 1);

    private string Constant(TensorElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = $"{prefix}/constant_{graph.Initializer.Count}",
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
            Dims = { shape.ToArray() },
        };
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
