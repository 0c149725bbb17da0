namespace EmuEdit.Networks.Graph;

/// <summary>
/// Gives a self-attention that is a single node the maps of the source, by replacing its queries
/// and keys with the source's. So no map is stored; at 64 x 64 cells it would have 4096 x 4096
/// values per head and item.
/// </summary>
internal static class AttentionSource
{
    private const float Half = 0.5f;

    /// <summary>
    /// Takes queries and keys from the source when an item's share is at least a half and the map
    /// is not too fine.
    /// </summary>
    /// <param name="graph">The attention's graph.</param>
    /// <param name="attention">The attention's node, with queries, keys and values [B, N, C].</param>
    /// <param name="share">Name of the share, an input of the graph, [B].</param>
    /// <param name="mostCells">Number of cells, as in <see cref="AttentionControl"/>.</param>
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
