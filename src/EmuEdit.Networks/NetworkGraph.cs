using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks;

/// <summary>The graph of one network, its first dimension "batch" free everywhere.</summary>
internal sealed class NetworkGraph
{
    private readonly GraphBuilder _graph;

    /// <param name="name">Of the graph.</param>
    /// <param name="weights">A parameter's values.</param>
    /// <param name="half">Whether weights are stored in 16 bits; default not.</param>
    public NetworkGraph(string name, Func<Parameter, float[]> weights, bool half = false)
    {
        _graph = new(name);
        Ops = new(_graph, weights, half);
    }

    /// <summary>Computing with it adds nodes.</summary>
    public OnnxOps Ops { get; }

    /// <summary>A 32-bit float input [batch, shape].</summary>
    public OnnxValue Floats(string input, params long[] shape) => new(_graph.Input(input, TensorElementType.Float, Batch(shape)));

    /// <summary>Token ids, int64 [batch, length].</summary>
    public OnnxValue Ids(int length) => new(_graph.Input("input_ids", TensorElementType.Int64, Batch([length])));

    /// <summary>Declares an output [batch, shape].</summary>
    public NetworkGraph Gives(string output, OnnxValue value, params long[] shape)
    {
        _graph.Output(value.Name, output, TensorElementType.Float, Batch(shape));
        return this;
    }

    public void Save(string path) => _graph.Save(path);

    public byte[] ToBytes() => _graph.ToBytes();

    private static GraphDimension[] Batch(long[] shape) => ["batch", .. shape.Select(d => (GraphDimension)d)];
}
