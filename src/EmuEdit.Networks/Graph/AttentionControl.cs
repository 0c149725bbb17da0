using EmuEdit.Core;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Networks.Graph;

/// <summary>
/// Adds prompt-to-prompt (Hertz et al. 2022), grounded by a mask (Sheynin et al. 2023), to a
/// network that was exported without it: an item of the batch takes attention from another one, its
/// source. It can take features as well, as in plug-and-play (Tumanyan et al. 2023). Five inputs
/// are added:
/// <list type="bullet">
/// <item><see cref="Source"/>, int64 [B]: the index in the batch of each item's source; its own
/// index for none.</item>
/// <item><see cref="SelfShare"/>, float [B], 0 to 1: share of the self-attention that comes from
/// the source. Its maps hold the layout; the values stay the item's own. When the attention is a
/// single node, its map is not accessible; then all of it comes from the source from a share of 0.5
/// on, and none below.</item>
/// <item><see cref="CrossShare"/>, float [B], 0 to 1: share of the cross-attention outside the mask
/// that comes from the source. The attention's output is taken and not its maps, so the two
/// captions need not align word by word.</item>
/// <item><see cref="FeatureShare"/>, float [B], 0 to 1: share of the features of one decoder layer
/// that come from the source, see <see cref="DecoderResidual"/>. A network without such a layer
/// gets no such input.</item>
/// <item><see cref="Mask"/>, float [B, 1, h, w]: the edited area on the grid of <c>sample</c>, 0 to
/// 1.</item>
/// </list>
/// Self-attention that is finer than 32 x 32 cells, and finer than half the side of <c>sample</c>,
/// stays the item's own. It holds the details of the old image; the coarser maps hold the layout.
/// The authors' code of prompt-to-prompt has the same limit. With all shares 0 the network computes
/// the same as before, bit for bit.
/// </summary>
public static class AttentionControl
{
    /// <summary>Names of the added inputs.</summary>
    public const string Source = "attention_source",
        SelfShare = "self_attention_share",
        CrossShare = "cross_attention_share",
        FeatureShare = "feature_share",
        Mask = "edit_mask";

    /// <summary>Number of cells up to which a map always comes from the source: 32 x 32.</summary>
    public const int MostCells = 32 * 32;

    private const string Picture = "sample";
    private const int FirstOperatorSet = 13;

    /// <summary>Adds the control to a model.</summary>
    /// <param name="model">
    /// An ONNX model in 32-bit or 16-bit floats with an input <c>sample</c> [B, C, h, w], of
    /// operator set 13 or later. Its external data stays in its file.
    /// </param>
    /// <param name="mostCells">
    /// Number of cells up to which self-attention comes from the source; larger maps, too, when
    /// they have at most half the side of <c>sample</c>.
    /// </param>
    /// <returns>The model with the added inputs.</returns>
    /// <exception cref="InvalidInputException">
    /// The model is not an ONNX model, is too old, or has no <c>sample</c> or no recognisable attention.
    /// </exception>
    public static byte[] Add(ReadOnlySpan<byte> model, int mostCells = MostCells)
    {
        var proto = Parse(model);
        var version = proto.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version;
        if (version is not >= FirstOperatorSet)
            throw new InvalidInputException(
                $"a model of operator set {version?.ToString() ?? "none"}",
                $"{FirstOperatorSet} or later",
                "export it again"
            );
        if (proto.Graph.Input.All(i => i.Name != Picture))
            throw new InvalidInputException(
                $"a model with the inputs {string.Join(", ", proto.Graph.Input.Select(i => i.Name))}",
                $"an input '{Picture}'",
                "name a U-Net in the diffusers layout"
            );
        var blocks = AttentionBlock.Find(proto.Graph, Picture);
        if (blocks.Count == 0)
            throw new InvalidInputException(
                "a model without attention",
                "attention written as MatMul, Softmax, MatMul",
                "export it without fusing attention"
            );
        Control(proto.Graph, blocks, mostCells);
        return proto.ToByteArray();
    }

    /// <summary>Writes whether self-attention with that many queries comes from the source: a value [1].</summary>
    internal static string IsCoarse(GraphInsertion nodes, string queries, int mostCells)
    {
        var cells = nodes.Node("ReduceProd", [nodes.Slice(nodes.Node("Shape", [Mask]), 2, 4)]);
        var most = nodes.Node("Max", [nodes.Integers(mostCells), nodes.Node("Div", [cells, nodes.Integers(4)])]);
        return nodes.Node("LessOrEqual", [queries, most]);
    }

    private static ModelProto Parse(ReadOnlySpan<byte> model)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(model) is { Graph: not null } proto ? proto : throw Unreadable("it has no graph");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Unreadable(e.Message);
        }

        static InvalidInputException Unreadable(string why) =>
            new($"a model that cannot be read ({why})", "an ONNX model", "export it again");
    }

    private static void Control(GraphProto graph, IReadOnlyList<AttentionBlock> blocks, int mostCells)
    {
        graph.Input.Add(GraphBuilder.Declaration(Source, TensorElementType.Int64, "batch"));
        graph.Input.Add(GraphBuilder.Declaration(SelfShare, TensorElementType.Float, "batch"));
        graph.Input.Add(GraphBuilder.Declaration(CrossShare, TensorElementType.Float, "batch"));
        graph.Input.Add(GraphBuilder.Declaration(Mask, TensorElementType.Float, "batch", 1, "height", "width"));
        var types = new ElementTypes(graph);
        foreach (var block in blocks)
            if (block.IsCross)
                After(block.Result).OutsideMask();
            else if (block.Shares is { } shares)
                After(shares).WhereCoarse(SelfShare, mostCells);
            else
                AttentionSource.Take(graph, block.Result, SelfShare, mostCells);
        if (DecoderResidual.Find(graph, Picture) is not { } residual)
            return;
        graph.Input.Add(GraphBuilder.Declaration(FeatureShare, TensorElementType.Float, "batch"));
        After(residual).Everywhere(FeatureShare);

        AttentionBlend After(NodeProto node) => new(graph, node, types.Of(node));
    }
}
