using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>The element types of a graph's values. An export in 16 bits may compute its Softmax in 32.</summary>
internal sealed class ElementTypes
{
    private readonly Dictionary<string, NodeProto> _makers;
    private readonly Dictionary<string, int> _given;

    public ElementTypes(GraphProto graph)
    {
        _makers = graph.Node.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        _given = graph.Initializer.ToDictionary(t => t.Name, t => t.DataType);
        foreach (var input in graph.Input)
            _given.TryAdd(input.Name, input.Type.TensorType.ElemType);
    }

    /// <summary>
    /// Finds the type of a float node's output: that of its first input, followed back to a cast,
    /// an input of the graph or a weight.
    /// </summary>
    /// <returns>The type; float when it cannot be found.</returns>
    public TensorElementType Of(NodeProto node)
    {
        for (var at = node; ;)
        {
            if (at.OpType == "Cast")
                return (TensorElementType)at.Attribute.First(a => a.Name == "to").I;
            var value = at.Input.ElementAtOrDefault(at.OpType == "Where" ? 1 : 0);
            if (value is null || !_makers.TryGetValue(value, out at!))
                return value is not null && _given.TryGetValue(value, out var type) ? (TensorElementType)type : TensorElementType.Float;
        }
    }
}
