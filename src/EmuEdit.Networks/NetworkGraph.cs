using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks;

/// <summary>The graph of one network. Its first dimension, "batch", is free everywhere.</summary>
public sealed class NetworkGraph
{
    private readonly GraphBuilder _graph;

    /// <summary>Creates a graph that holds its weights.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="weights">Returns a parameter's values.</param>
    /// <param name="half">Whether weights are stored in 16 bits; default false.</param>
    public NetworkGraph(string name, Func<Parameter, float[]> weights, bool half = false)
        : this(name, (graph, p) => half ? graph.HalfInitializer(p.Name, weights(p), p.Shape)
            : graph.Initializer(p.Name, weights(p), p.Shape), OnnxDialect.Portable)
    {
    }

    /// <param name="name">Name of the graph.</param>
    /// <param name="weights">Writes a parameter and returns its value in 32 bits.</param>
    /// <param name="dialect">The operators that the graph may have.</param>
    public NetworkGraph(string name, Func<GraphBuilder, Parameter, string> weights, OnnxDialect dialect)
    {
        _graph = new(name);
        Ops = new OnnxOps(_graph, weights, dialect);
    }

    /// <summary>The operations; each call adds nodes to the graph.</summary>
    public IOps<OnnxValue> Ops { get; }

    /// <summary>Declares a 32-bit float input [batch, shape].</summary>
    public OnnxValue Floats(string input, params GraphDimension[] shape) =>
        new(_graph.Input(input, TensorElementType.Float, ["batch", .. shape]));

    /// <summary>Declares the input of token ids, int64 [batch, length].</summary>
    public OnnxValue Ids(int length) => new(_graph.Input("input_ids", TensorElementType.Int64, "batch", (long)length));

    /// <summary>Declares the input of timesteps, float: one per item of the batch, or one for all.</summary>
    public OnnxValue Timesteps() => new(_graph.Input("timestep", TensorElementType.Float, "timesteps"));

    /// <summary>Declares an output [batch, shape].</summary>
    public NetworkGraph Gives(string output, OnnxValue value, params GraphDimension[] shape)
    {
        _graph.Output(value.Name, output, TensorElementType.Float, ["batch", .. shape]);
        return this;
    }

    /// <summary>Declares an output with that many dimensions, all free.</summary>
    public void Shows(string output, OnnxValue value, int rank) =>
        Gives(output, value, [.. Enumerable.Range(1, rank - 1).Select(axis => (GraphDimension)$"{output}_{axis}")]);

    /// <summary>Writes the graph to a file, which appears completely or not at all.</summary>
    public void Save(string path) => _graph.Save(path);

    /// <summary>Returns the graph in the form that a session loads.</summary>
    public byte[] ToBytes() => _graph.ToBytes();
}
