using System.Runtime.InteropServices;
using EmuEdit.Core;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>
/// Writes an ONNX model node by node. A value is the name of a tensor: an input, an initializer or
/// a node's result. The model is checked when a session loads it, not here.
/// </summary>
/// <param name="name">Name of the graph.</param>
public sealed class GraphBuilder(string name)
{
    /// <summary>Version of the operators: 17, the first with layer normalisation.</summary>
    public const int OperatorSet = 17;

    // The version that came with operator set 17, in ONNX 1.12.
    private const int IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = name };

    /// <summary>Declares an input.</summary>
    /// <param name="name">Name of the input.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Dimensions; empty for a scalar.</param>
    /// <returns>The input's value.</returns>
    public string Input(string name, TensorElementType type, params ReadOnlySpan<GraphDimension> shape)
    {
        _graph.Input.Add(Declaration(name, type, shape));
        return name;
    }

    /// <summary>Declares an output.</summary>
    /// <param name="value">The value to return.</param>
    /// <param name="name">Name of the output, which no other value has.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Dimensions; empty for a scalar.</param>
    public void Output(string value, string name, TensorElementType type, params ReadOnlySpan<GraphDimension> shape)
    {
        Add("Identity", [value], name);
        _graph.Output.Add(Declaration(name, type, shape));
    }

    /// <summary>Adds a constant.</summary>
    /// <param name="name">Name of the constant; null for a numbered name.</param>
    /// <param name="values">The values, the last dimension fastest.</param>
    /// <param name="shape">Dimensions; empty for a scalar.</param>
    /// <returns>The constant's value.</returns>
    public string Initializer(string? name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Initializer(name, TensorElementType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>
    /// Adds a constant that is stored in 16-bit floats, at half the size, and used in 32 bits. The
    /// runtime widens it once, when it loads the model.
    /// </summary>
    /// <param name="name">Name of the constant.</param>
    /// <param name="values">The values, the last dimension fastest; rounded to 11 significant bits.</param>
    /// <param name="shape">Dimensions.</param>
    /// <returns>The constant's value in 32 bits.</returns>
    public string HalfInitializer(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++)
            halves[i] = (Half)values[i];
        return Node(
            "Cast",
            [Initializer(name, TensorElementType.Float16, MemoryMarshal.AsBytes<Half>(halves), shape)],
            ("to", (long)TensorElementType.Float)
        );
    }

    /// <inheritdoc cref="Initializer(string?, ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Initializer(string? name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Initializer(name, TensorElementType.Int64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a constant whose values stay in a file beside the model.</summary>
    /// <param name="name">Name of the constant.</param>
    /// <param name="type">The element type in the file.</param>
    /// <param name="shape">Dimensions; empty for a scalar.</param>
    /// <param name="file">Name of the file in the folder that the model is loaded from.</param>
    /// <param name="offset">Where the values begin in the file, in bytes.</param>
    /// <param name="length">Length of the values in bytes.</param>
    /// <returns>The constant's value.</returns>
    public string External(string name, TensorElementType type, ReadOnlySpan<long> shape, string file, long offset, long length)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape.ToArray() },
            DataLocation = TensorProto.Types.DataLocation.External,
        };
        foreach (var (key, value) in new[] { ("location", file), ("offset", $"{offset}"), ("length", $"{length}") })
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Adds a node.</summary>
    /// <param name="operation">
    /// Name of an ONNX operator, for example "Conv", or with its domain, for example "com.microsoft.FusedMatMul".
    /// </param>
    /// <param name="inputs">The inputs in order; "" omits an optional one.</param>
    /// <param name="attributes">The attributes by name.</param>
    /// <returns>The node's first result.</returns>
    public string Node(
        string operation,
        ReadOnlySpan<string> inputs,
        params ReadOnlySpan<(string Name, GraphAttribute Value)> attributes
    ) => Nodes(operation, inputs, 1, attributes)[0];

    /// <summary>Adds a node with several results.</summary>
    /// <inheritdoc cref="Node"/>
    /// <param name="operation"/><param name="inputs"/><param name="attributes"/>
    /// <param name="results">Number of results.</param>
    /// <returns>The node's results in order.</returns>
    public IReadOnlyList<string> Nodes(
        string operation,
        ReadOnlySpan<string> inputs,
        int results,
        params ReadOnlySpan<(string Name, GraphAttribute Value)> attributes
    )
    {
        var node = Add(operation, inputs, $"{operation[(operation.LastIndexOf('.') + 1)..]}_{_graph.Node.Count}");
        for (var i = 1; i < results; i++)
            node.Output.Add($"{node.Output[0]}.{i}");
        foreach (var (attribute, value) in attributes)
            node.Attribute.Add(value.ToProto(attribute));
        return node.Output;
    }

    /// <summary>Returns the model as bytes, which a session loads like a file.</summary>
    public byte[] ToBytes() => Model().ToByteArray();

    /// <summary>Writes the model to a temporary file and renames it, so that a reader never sees half of it.</summary>
    /// <param name="path">Path of the file; its folder is created when missing.</param>
    public void Save(string path) => AtomicFile.Write(path, Model(), static (stream, model) => model.WriteTo(stream));

    private ModelProto Model()
    {
        var domains = _graph.Node.Select(n => n.Domain).Where(d => d.Length > 0).Distinct();
        return new()
        {
            IrVersion = IrVersion,
            ProducerName = "EmuEdit",
            OpsetImport =
            {
                new OperatorSetIdProto { Version = OperatorSet },
                domains.Select(d => new OperatorSetIdProto { Domain = d, Version = 1 }),
            },
            Graph = _graph,
        };
    }

    private NodeProto Add(string operation, ReadOnlySpan<string> inputs, string output)
    {
        var dot = operation.LastIndexOf('.');
        var node = new NodeProto
        {
            OpType = operation[(dot + 1)..],
            Domain = operation[..Math.Max(dot, 0)],
            Name = output,
            Input = { inputs.ToArray() },
            Output = { output },
        };
        _graph.Node.Add(node);
        return node;
    }

    private string Initializer(string? name, TensorElementType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = name ?? $"constant_{_graph.Initializer.Count}",
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
            Dims = { shape.ToArray() },
        };
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    internal static ValueInfoProto Declaration(string name, TensorElementType type, params ReadOnlySpan<GraphDimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
            dimensions.Dim.Add(dimension.ToProto());
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = dimensions } } };
    }
}
