namespace EmuEdit.Networks.Graph;

/// <summary>
/// The features that plug-and-play takes from the input (Tumanyan et al. 2023, section 4): what the residual block adds that follows the
/// skip connection at a third of the way up. Of Stable Diffusion's twelve that is its layer 4.
/// </summary>
internal static class DecoderResidual
{
    /// <summary>The convolution that makes them; null for a network without skip connections.</summary>
    /// <param name="graph">Its nodes in the order of computation, as ONNX demands.</param>
    /// <param name="picture">The input that is the image.</param>
    public static NodeProto? Find(GraphProto graph, string picture)
    {
        var ofPicture = AttentionBlock.DependsOn(graph, picture);
        var convolutions = graph.Node.Where(n => n.OpType == "Conv").ToDictionary(n => n.Output[0]);
        var skips = graph.Node.Where(n => n.OpType == "Concat" && n.Input.Count == 2 && n.Input.All(ofPicture.Contains)).ToList();
        // What is added to the timestep's embedding is no sum of a residual block: that does not depend on the image.
        var sum = skips.Count == 0 ? null : graph.Node.Skip(graph.Node.IndexOf(skips[skips.Count / 3])).FirstOrDefault(n => n.OpType == "Add" && n.Input.All(ofPicture.Contains) && n.Input.Any(convolutions.ContainsKey));
        // Where the shortcut is a convolution, too, it comes first.
        return sum?.Input.Last(convolutions.ContainsKey) is { } residual ? convolutions[residual] : null;
    }
}
