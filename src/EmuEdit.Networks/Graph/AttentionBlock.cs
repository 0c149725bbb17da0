using EmuEdit.Core;

namespace EmuEdit.Networks.Graph;

/// <summary>An attention of an exported network: Softmax(queries keys) values.</summary>
/// <param name="Shares">
/// The Softmax, which gives the share of each value in each query; null when a single node does
/// everything.
/// </param>
/// <param name="Result">
/// The MatMul of the shares and the values, or the single node, whose first inputs are queries, keys and values.
/// </param>
/// <param name="IsCross">Whether keys and values come from the context and not from the image.</param>
internal sealed record AttentionBlock(NodeProto? Shares, NodeProto Result, bool IsCross)
{
    private const string OneNode = "MultiHeadAttention";

    // Operators that exporters put between the products and the Softmax: scale, mask, type, shape.
    private static readonly HashSet<string> PassedOver = ["Mul", "Div", "Add", "Sub", "Where", "Cast", "Reshape", "Identity"];

    /// <summary>
    /// Finds all attentions of a graph, in its order. A cross-attention is one whose keys do not
    /// depend on the image.
    /// </summary>
    /// <param name="graph">The graph, with its nodes in the order of computation, as ONNX requires.</param>
    /// <param name="picture">Name of the input that is the image.</param>
    /// <exception cref="InvalidInputException">
    /// An attention is a single node whose inputs are not queries, keys and values.
    /// </exception>
    public static IReadOnlyList<AttentionBlock> Find(GraphProto graph, string picture)
    {
        if (graph.Node.FirstOrDefault(n => n.OpType is "Attention" or OneNode or "GroupQueryAttention" && !IsOpen(n)) is { } fused)
            throw new InvalidInputException(
                $"a model with the fused node {fused.Name} ({fused.OpType})",
                $"attention written as MatMul, Softmax, MatMul, or {OneNode} of queries, keys and values",
                "export it without fusing attention"
            );
        var makers = graph.Node.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        var ofPicture = DependsOn(graph, picture);
        return
        [
            .. graph
                .Node.Select(n =>
                    n.OpType == OneNode ? new(null, n, !ofPicture.Contains(n.Input[1]))
                    : n.OpType == "Softmax" ? Block(n)
                    : null
                )
                .OfType<AttentionBlock>(),
        ];

        AttentionBlock? Block(NodeProto softmax) =>
            Product(softmax.Input[0], makers) is { } scores && Reader(graph, softmax.Output[0]) is { } result
                ? new(softmax, result, !ofPicture.Contains(scores.Input[1]))
                : null;
    }

    private static bool IsOpen(NodeProto node) => node.OpType == OneNode && node.Input.Count == 3 && node.Input.All(i => i.Length > 0);

    // Finds the product of queries and keys, of which neither is a weight.
    private static NodeProto? Product(string value, Dictionary<string, NodeProto> makers)
    {
        while (makers.TryGetValue(value, out var node))
        {
            if (node.OpType == "MatMul")
                return node.Input.All(makers.ContainsKey) ? node : null;
            if (!PassedOver.Contains(node.OpType) || node.Input.FirstOrDefault(makers.ContainsKey) is not { } before)
                return null;
            value = before;
        }
        return null;
    }

    private static NodeProto? Reader(GraphProto graph, string value)
    {
        var reader = graph.Node.FirstOrDefault(n => n.Input.Contains(value));
        return reader?.OpType == "Cast" ? Reader(graph, reader.Output[0])
            : reader?.OpType == "MatMul" && reader.Input[0] == value ? reader
            : null;
    }

    // The shape of an image is ignored: it carries no content, and exporters use it to shape the context's keys.
    internal static HashSet<string> DependsOn(GraphProto graph, string input)
    {
        HashSet<string> values = [input];
        foreach (var node in graph.Node.Where(n => n.OpType is not ("Shape" or "Size") && n.Input.Any(values.Contains)))
            values.UnionWith(node.Output);
        return values;
    }
}
