using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks;

/// <summary>A tensor in a graph that is being written, by name.</summary>
public sealed record OnnxValue(string Name);

/// <summary>The operators that a graph may have.</summary>
public enum OnnxDialect
{
    /// <summary>Standard operators, which every runtime has.</summary>
    Portable,

    /// <summary>
    /// Also ONNX Runtime's own operators. Each attention is a single node, which needs no memory
    /// for its maps.
    /// </summary>
    FusedAttention,
}

/// <summary>
/// Writes operations as nodes of an ONNX graph. Weights become initializers; the batch size stays
/// free.
/// </summary>
/// <param name="graph">The graph that receives the nodes.</param>
/// <param name="weights">Writes a parameter and returns its value in 32 bits.</param>
/// <param name="dialect">The operators that the graph may have.</param>
internal sealed class OnnxOps(GraphBuilder graph, Func<GraphBuilder, Parameter, string> weights, OnnxDialect dialect = OnnxDialect.Portable)
    : IOps<OnnxValue>
{
    private readonly Dictionary<string, OnnxValue> _weights = [];

    public OnnxValue Weight(Parameter parameter)
    {
        if (!_weights.TryGetValue(parameter.Name, out var value))
            _weights[parameter.Name] = value = new(weights(graph, parameter));
        return value;
    }

    public OnnxValue Constant(float[] values, params long[] shape) => new(graph.Initializer(null, values, shape));

    public OnnxValue Conv2d(OnnxValue x, OnnxValue weight, OnnxValue? bias = null, int stride = 1, int padding = 0)
    {
        string[] inputs = bias is null ? [x.Name, weight.Name] : [x.Name, weight.Name, bias.Name];
        return new(graph.Node("Conv", inputs, ("strides", new long[] { stride, stride }),
            ("pads", new long[] { padding, padding, padding, padding })));
    }

    public OnnxValue ConvTranspose2d(OnnxValue x, OnnxValue weight, int stride) =>
        new(graph.Node("ConvTranspose", [x.Name, weight.Name], ("strides", new long[] { stride, stride })));

    public OnnxValue Linear(OnnxValue x, OnnxValue weight, OnnxValue? bias = null)
    {
        // The runtime would otherwise keep a transposed copy beside each weight.
        var product = dialect == OnnxDialect.Portable
            ? MatMul(x, Transpose(weight, 1, 0))
            : new(graph.Node("com.microsoft.FusedMatMul", [x.Name, weight.Name], ("transB", 1)));
        return bias is null ? product : Add(product, bias);
    }

    // ONNX has no group normalisation before operator set 21, so each group is an instance with one channel.
    public OnnxValue GroupNorm(OnnxValue x, OnnxValue weight, OnnxValue bias, int groups, float epsilon = 1e-5f)
    {
        var (one, zero) = (Constant([.. Enumerable.Repeat(1f, groups)], groups), Constant(new float[groups], groups));
        var normal = graph.Node("InstanceNormalization", [Reshape(x, 0, groups, -1).Name, one.Name, zero.Name], ("epsilon", epsilon));
        var picture = new OnnxValue(graph.Node("Reshape", [normal, Node("Shape", x).Name]));
        return Add(Mul(picture, Reshape(weight, -1, 1, 1)), Reshape(bias, -1, 1, 1));
    }

    public OnnxValue Activate(OnnxValue x, int channels, (OnnxValue Weight, OnnxValue Bias, int Groups)? norm = null,
        OnnxValue? modulation = null) =>
        Composed.Activate(this, x, channels, norm, modulation);

    public OnnxValue LayerNorm(OnnxValue x, OnnxValue weight, OnnxValue bias, float epsilon = 1e-5f) =>
        new(graph.Node("LayerNormalization", [x.Name, weight.Name, bias.Name], ("axis", -1), ("epsilon", epsilon)));

    public OnnxValue Gather(OnnxValue table, OnnxValue ids) => Node("Gather", table, ids);

    public OnnxValue Lookup(float[] table, OnnxValue at) =>
        Gather(Constant(table, table.Length), new(graph.Node("Cast", [at.Name], ("to", (int)TensorElementType.Int64))));

    public OnnxValue SiLU(OnnxValue x) => Mul(x, Sigmoid(x));

    public OnnxValue Sigmoid(OnnxValue x) => Node("Sigmoid", x);

    public OnnxValue Gelu(OnnxValue x) =>
        Mul(Mul(x, Scalar(0.5f)), Add(Node("Erf", Mul(x, Scalar(1 / MathF.Sqrt(2)))), Scalar(1)));

    public OnnxValue Relu(OnnxValue x) => Node("Relu", x);

    public OnnxValue Tanh(OnnxValue x) => Node("Tanh", x);

    public OnnxValue Cos(OnnxValue x) => Node("Cos", x);

    public OnnxValue Sin(OnnxValue x) => Node("Sin", x);

    public OnnxValue Add(OnnxValue a, OnnxValue b) => Node("Add", a, b);

    public OnnxValue Mul(OnnxValue a, OnnxValue b) => Node("Mul", a, b);

    public OnnxValue Modulate(OnnxValue x, OnnxValue scale, OnnxValue shift) => Add(Mul(x, Add(scale, Scalar(1))), shift);

    public OnnxValue Attention(OnnxValue q, OnnxValue k, OnnxValue v, int heads, int width, OnnxValue? mask = null)
    {
        // The single node needs memory for only a block of the map at a time. With a mask it would keep the whole map.
        if (dialect == OnnxDialect.FusedAttention && mask is null)
            return new(graph.Node("com.microsoft.MultiHeadAttention", [q.Name, k.Name, v.Name], ("num_heads", heads)));
        var queries = Transpose(Reshape(q, 0, 0, heads, width), 0, 2, 1, 3);
        var keys = Transpose(Reshape(k, 0, 0, heads, width), 0, 2, 3, 1);
        var values = Transpose(Reshape(v, 0, 0, heads, width), 0, 2, 1, 3);
        var scores = Mul(MatMul(queries, keys), Scalar(1 / MathF.Sqrt(width)));
        var shares = Softmax(mask is null ? scores : Add(scores, mask));
        return Reshape(Transpose(MatMul(shares, values), 0, 2, 1, 3), 0, 0, heads * width);
    }

    public OnnxValue Softmax(OnnxValue x) => new(graph.Node("Softmax", [x.Name], ("axis", -1)));

    public OnnxValue Concat(int axis, params OnnxValue[] parts) =>
        new(graph.Node("Concat", [.. parts.Select(p => p.Name)], ("axis", axis)));

    public OnnxValue Slice(OnnxValue x, int axis, long start, long end) => Node("Slice", x, Integers(start), Integers(end), Integers(axis));

    public (OnnxValue First, OnnxValue Second) Halves(OnnxValue x, int axis) =>
        graph.Nodes("Split", [x.Name], 2, ("axis", axis)) is [var first, var second] ? (new(first), new(second))
            : throw new InvalidOperationException("A split in two gave no two.");

    public OnnxValue Repeat(OnnxValue x, OnnxValue like) =>
        Node("Expand", x, Joined(Sizes(like, 0, 1), Sizes(x, 1)));

    public OnnxValue TakeAt(OnnxValue x, OnnxValue ids, long? id = null)
    {
        var found = id is { } wanted ? Node("Equal", ids, Integers(wanted)) : ids;
        var places = graph.Node("ArgMax", [graph.Node("Cast", [found.Name], ("to", (int)TensorElementType.Int32))], ("axis", 1));
        return new(graph.Node("GatherND", [x.Name, places], ("batch_dims", 1)));
    }

    public OnnxValue Reshape(OnnxValue x, params long[] shape) => Node("Reshape", x, Integers(shape));

    public OnnxValue ToTokens(OnnxValue x) => Transpose(Reshape(x, 0, 0, -1), 0, 2, 1);

    public OnnxValue ToImage(OnnxValue x, long height, long width) => Reshape(Transpose(x, 0, 2, 1), 0, 0, height, width);

    public OnnxValue ToImage(OnnxValue x, OnnxValue like) =>
        Node("Reshape", Transpose(x, 0, 2, 1), Joined(Integers(0, 0), Sizes(like, 2)));

    public OnnxValue Upsample(OnnxValue x) => Nearest(x.Name, "", Constant([1, 1, 2, 2], 4).Name);

    public OnnxValue Upsample(OnnxValue x, OnnxValue like) => Nearest(x.Name, "", "", Joined(Sizes(x, 0, 2), Sizes(like, 2)).Name);

    public OnnxValue Resample(OnnxValue x, long height, long width) =>
        new(graph.Node("Resize", [x.Name, "", "", Joined(Sizes(x, 0, 2), Integers(height, width)).Name],
        ("mode", "cubic"), ("coordinate_transformation_mode", "half_pixel"), ("cubic_coeff_a", -0.75f)));

    public OnnxValue Pad(OnnxValue x, int right, int bottom) => Node("Pad", x, Integers(0, 0, 0, 0, 0, 0, bottom, right));

    public OnnxValue PixelShuffle(OnnxValue x) => new(graph.Node("DepthToSpace", [x.Name], ("blocksize", 2), ("mode", "CRD")));

    public OnnxValue Mean(OnnxValue x, int axis) => new(graph.Node("ReduceMean", [x.Name], ("axes", new long[] { axis }), ("keepdims", 0)));

    public OnnxValue Normalise(OnnxValue x) =>
        Node("Div", x, new(graph.Node("ReduceL2", [x.Name], ("axes", new long[] { -1 }), ("keepdims", 1))));

    public OnnxValue Float(OnnxValue x) => x;

    private OnnxValue Nearest(params string[] inputs) =>
        new(graph.Node("Resize", inputs, ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")));

    // The dimensions from start to before end.
    private OnnxValue Sizes(OnnxValue x, int start, int end = int.MaxValue) =>
        new(graph.Node("Shape", [x.Name], ("start", start), ("end", end)));

    private OnnxValue Joined(params OnnxValue[] sizes) => Concat(0, sizes);

    private OnnxValue MatMul(OnnxValue a, OnnxValue b) => Node("MatMul", a, b);

    private OnnxValue Transpose(OnnxValue x, params long[] order) => new(graph.Node("Transpose", [x.Name], ("perm", order)));

    private OnnxValue Scalar(float value) => Constant([value]);

    private OnnxValue Integers(params long[] values) => new(graph.Initializer(null, values, values.Length));

    private OnnxValue Node(string operation, params OnnxValue[] inputs) => new(graph.Node(operation, [.. inputs.Select(i => i.Name)]));
}
