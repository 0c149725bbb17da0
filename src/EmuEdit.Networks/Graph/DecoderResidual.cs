namespace EmuEdit.Networks.Graph;

/// <summary>
/// Finds the features that plug-and-play takes from the input (Tumanyan et al. 2023, section 4):
/// the residual that is added by the block after the skip connection at a third of the way up.
/// Among the twelve of Stable Diffusion that is its layer 4.
/// </summary>
internal static class DecoderResidual
{
    /// <summary>
    /// Finds the convolution that computes the features; null for a network without skip
    /// connections.
    /// </summary>
    /// <param name="graph">The graph, with its nodes in the order of computation, as ONNX requires.</param>
    /// <param name="picture">Name of the input that is the image.</param>
    public static NodeProto? Find(GraphProto graph, string picture)
    {
        var ofPicture = AttentionBlock.DependsOn(graph, picture);
        var convolutions = graph.Node.Where(n => n.OpType == "Conv").ToDictionary(n => n.Output[0]);
        var skips = graph.Node.Where(n => n.OpType == "Concat" && n.Input.Count == 2 && n.Input.All(ofPicture.Contains)).ToList();
        // The addition of the timestep embedding is not the sum of a residual block, because the
        // embedding does not depend on the image.
        var sum =
            skips.Count == 0
                ? null
                : graph
                    .Node.Skip(graph.Node.IndexOf(skips[skips.Count / 3]))
                    .FirstOrDefault(n => n.OpType == "Add" && n.Input.All(ofPicture.Contains) && n.Input.Any(convolutions.ContainsKey));
        // When the shortcut is a convolution, too, it comes first.
        return sum?.Input.Last(convolutions.ContainsKey) is { } residual ? convolutions[residual] : null;
    }
}
