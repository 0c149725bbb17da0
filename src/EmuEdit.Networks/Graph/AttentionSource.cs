namespace EmuEdit.Networks.Graph;

/// <summary>
/// Gives a self-attention that is one node the maps of the source: its queries and keys are the source's, and a map follows from them. So
/// no map is held, which at 64 x 64 cells is 4096 x 4096 numbers a head and item.
/// </summary>
internal static class AttentionSource
{
    private const float Half = 0.5f;

    /// <summary>Takes queries and keys of the source where an item's share is at least a half and the map is not too fine.</summary>
    /// <param name="graph">The attention's graph.</param>
    /// <param name="attention">Of queries, keys and values [B, N, C].</param>
    /// <param name="share">An input of the graph, [B].</param>
    /// <param name="mostCells">As of <see cref="AttentionControl"/>.</param>
    public static void Take(GraphProto graph, NodeProto attention, string share, int mostCells)
    {
        var nodes = new GraphInsertion(graph, graph.Node.IndexOf(attention), $"{attention.Output[0]}/source");
        var own = nodes.Node("Range", [nodes.Scalar(0), nodes.Node("Size", [AttentionControl.Source]), nodes.Scalar(1)]);
        var coarse = AttentionControl.IsCoarse(nodes, nodes.Slice(nodes.Node("Shape", [attention.Input[0]]), 1, 2), mostCells);
        var taken = nodes.Node("And", [nodes.Node("GreaterOrEqual", [share, nodes.Constant(Half)]), coarse]);
        var places = nodes.Node("Where", [taken, AttentionControl.Source, own]);
        foreach (var input in new[] { 0, 1 })
            attention.Input[input] = nodes.Node("Gather", [attention.Input[input], places], ("axis", 0));
    }
}
