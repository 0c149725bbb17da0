using System.Runtime.InteropServices;
using EmuEdit.Networks.Graph;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Graphs in 16 bits, as exporters write them: inputs, outputs, weights, and what is computed
/// between.
/// </summary>
internal static class HalfGraph
{
    private const int Single = (int)TensorElementType.Float, Half = (int)TensorElementType.Float16;

    /// <summary>The twin in 16 bits of a graph in 32.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="fullSoftmax">Whether each Softmax is still computed in 32.</param>
    public static byte[] Of(byte[] model, bool fullSoftmax = false)
    {
        var twin = ModelProto.Parser.ParseFrom(model);
        foreach (var value in twin.Graph.Input.Concat(twin.Graph.Output).Where(v => v.Type.TensorType.ElemType == Single))
            value.Type.TensorType.ElemType = Half;
        foreach (var weight in twin.Graph.Initializer.Where(t => t.DataType == Single))
            Narrow(weight);
        foreach (
            var to in twin
                .Graph.Node.Where(n => n.OpType == "Cast")
                .SelectMany(n => n.Attribute)
                .Where(a => a.Name == "to" && a.I == Single)
        )
            to.I = Half;
        if (fullSoftmax)
            foreach (var softmax in twin.Graph.Node.Where(n => n.OpType == "Softmax").ToList())
                Widen(twin.Graph, softmax);
        return twin.ToByteArray();
    }

    private static void Widen(GraphProto graph, NodeProto node)
    {
        var (at, input, output) = (graph.Node.IndexOf(node), node.Input[0], node.Output[0]);
        (node.Input[0], node.Output[0]) = (input + ".full", output + ".full");
        graph.Node.Insert(at + 1, Cast(node.Output[0], output, Half));
        graph.Node.Insert(at, Cast(input, node.Input[0], Single));
    }

    private static NodeProto Cast(string from, string to, long type) =>
        new()
        {
            OpType = "Cast",
            Name = to + ".cast",
            Input = { from },
            Output = { to },
            Attribute = { ((GraphAttribute)type).ToProto("to") },
        };

    /// <summary>Puts it in the place of a graph's file.</summary>
    public static void Convert(string path, bool fullSoftmax = false) => File.WriteAllBytes(path, Of(File.ReadAllBytes(path), fullSoftmax));

    private static void Narrow(TensorProto weight)
    {
        var values = MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray();
        weight.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (System.Half)v).AsSpan()));
        weight.DataType = Half;
    }
}
