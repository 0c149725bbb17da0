using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;
using static EmuEdit.TestKit.TinyBundle;

namespace EmuEdit.TestKit;

/// <summary>The graphs of a <see cref="TinyBundle"/>.</summary>
internal sealed class TinyGraphs(TinyBundle toy)
{
    private static int Channels => 3 * Patch * Patch;

    public GraphBuilder TextEncoder()
    {
        var graph = new GraphBuilder("text_encoder");
        var words = graph.Node(
            "Gather",
            [Table(graph, Width, "red</w>", _ => Shift * Length), graph.Input("input_ids", toy.Ids, "batch", Length)]
        );
        graph.Output(words, "last_hidden_state", TensorElementType.Float, "batch", Length, Width);
        return graph;
    }

    public GraphBuilder VaeEncoder()
    {
        var graph = new GraphBuilder("vae_encoder");
        var latent = graph.Node(
            "SpaceToDepth",
            [graph.Input("sample", TensorElementType.Float, "batch", 3, toy.Size, toy.Size)],
            ("blocksize", Patch)
        );
        if (toy.LatentParameters)
            graph.Output(
                graph.Node("Concat", [latent, graph.Node("Neg", [latent])], ("axis", 1)),
                "latent_parameters",
                TensorElementType.Float,
                "batch",
                2 * Channels,
                "h",
                "w"
            );
        else
            graph.Output(latent, "latent_sample", TensorElementType.Float, "batch", Channels, "h", "w");
        return graph;
    }

    public GraphBuilder VaeDecoder()
    {
        var graph = new GraphBuilder("vae_decoder");
        var picture = graph.Node(
            "DepthToSpace",
            [graph.Input("latent_sample", TensorElementType.Float, "batch", Channels, "h", "w")],
            ("blocksize", Patch)
        );
        graph.Output(
            graph.Node("Add", [picture, graph.Initializer("error", [toy.DecoderError])]),
            "sample",
            TensorElementType.Float,
            "batch",
            3,
            toy.Size,
            toy.Size
        );
        return graph;
    }

    public GraphBuilder UNet()
    {
        var graph = new GraphBuilder("unet");
        var sample = graph.Input("sample", TensorElementType.Float, "batch", toy.UNetChannels ?? 2 * Channels, "h", "w");
        var timestep = graph.Input("timestep", toy.Timestep, toy.TimestepShape);
        var text = graph.Input(toy.TextInput, toy.TextType, "batch", Length, Width);
        var image = graph.Node(
            "Slice",
            [sample, graph.Initializer(null, [Channels], 1), graph.Initializer(null, [2 * Channels], 1), graph.Initializer(null, [1L], 1)]
        );

        var change = Mean(graph, graph.Node("Cast", [text], ("to", (long)TensorElementType.Float)), 1, 2);
        if (toy.TaskEmbeddings)
            change = graph.Node("Add", [change, Mean(graph, graph.Input("task_embeds", TensorElementType.Float, "batch", Width), 1)]);
        var edited = graph.Node("Add", [image, graph.Node("Mul", [change, LeftHalf(graph)])]);

        var time = Mean(
            graph,
            graph.Node(
                "Reshape",
                [graph.Node("Cast", [timestep], ("to", (long)TensorElementType.Float)), graph.Initializer(null, [-1L], 1)]
            ),
            0
        );
        var timeOnly = graph.Node(
            "Add",
            [graph.Node("Mul", [image, graph.Initializer(null, [0f])]), graph.Node("Div", [time, graph.Initializer(null, [1000f])])]
        );
        graph.Output(
            toy.PredictsTimestep ? timeOnly : graph.Node("Add", [edited, graph.Node("Mul", [timeOnly, graph.Initializer(null, [0f])])]),
            "out_sample",
            TensorElementType.Float,
            "batch",
            Channels,
            "h",
            "w"
        );
        return graph;
    }

    // All words weigh the same: every cell attends to their mean.
    public static GraphBuilder TextToImage()
    {
        var graph = new GraphBuilder("text_to_image_unet");
        var sample = graph.Input("sample", TensorElementType.Float, "batch", Channels, "h", "w");
        graph.Input("timestep", TensorElementType.Float, "batch");
        var text = graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", Length, Width);
        var cells = graph.Node("Transpose", [graph.Node("Reshape", [sample, Integers(graph, 0, 0, -1)])], ("perm", new long[] { 0, 2, 1 }));
        var queries = graph.Node("MatMul", [cells, graph.Initializer(null, new float[Channels * Width], Channels, Width)]);
        var shares = graph.Node(
            "Softmax",
            [graph.Node("MatMul", [Head(queries), graph.Node("Transpose", [Head(text)], ("perm", new long[] { 0, 1, 3, 2 }))])]
        );
        var seen = graph.Node("Reshape", [graph.Node("MatMul", [shares, Head(text)]), Integers(graph, 0, -1, Width)]);
        var spread = graph.Node(
            "MatMul",
            [seen, graph.Initializer(null, [.. Enumerable.Repeat(1f / Width, Width * Channels)], Width, Channels)]
        );
        graph.Output(
            graph.Node("Reshape", [graph.Node("Transpose", [spread], ("perm", new long[] { 0, 2, 1 })), graph.Node("Shape", [sample])]),
            "out_sample",
            TensorElementType.Float,
            "batch",
            Channels,
            "h",
            "w"
        );
        return graph;

        string Head(string value) => graph.Node("Unsqueeze", [value, Integers(graph, 1)]);
    }

    private static string Integers(GraphBuilder graph, params long[] values) => graph.Initializer(null, values, values.Length);

    // Means over some axes, then as [batch or 1, 1, 1, 1].
    private static string Mean(GraphBuilder graph, string value, params long[] axes) =>
        graph.Node(
            "Reshape",
            [graph.Node("ReduceMean", [value], ("axes", axes), ("keepdims", 0L)), graph.Initializer(null, [-1L, 1, 1, 1], 4)]
        );

    private string LeftHalf(GraphBuilder graph)
    {
        var side = toy.Size / Patch;
        return graph.Initializer(
            "left_half",
            [.. Enumerable.Range(0, side * side).Select(i => i % side < (side + 1) / 2 ? 1f : 0f)],
            1,
            1,
            side,
            side
        );
    }

    public GraphBuilder TaskPredictor()
    {
        var graph = new GraphBuilder("task_predictor");
        var words = graph.Node(
            "Gather",
            [
                Table(graph, EditTask.All.Count, "red</w>", task => task == EditTask.Named("color").Index ? 10 * Length : 0),
                graph.Input("input_ids", toy.Ids, "batch", Length),
            ]
        );
        graph.Output(
            graph.Node("ReduceMean", [words], ("axes", new[] { 1L }), ("keepdims", 0L)),
            "logits",
            TensorElementType.Float,
            "batch",
            EditTask.All.Count
        );
        return graph;
    }

    /// <summary>Embeds a text as how red it is.</summary>
    public GraphBuilder ClipText()
    {
        var graph = new GraphBuilder("clip_text");
        var words = graph.Node(
            "Gather",
            [Table(graph, 3, "red</w>", channel => channel == 0 ? Length : 0), graph.Input("input_ids", toy.Ids, "batch", Length)]
        );
        graph.Output(
            graph.Node("ReduceMean", [words], ("axes", new[] { 1L }), ("keepdims", 0L)),
            "text_embeds",
            TensorElementType.Float,
            "batch",
            3
        );
        return graph;
    }

    /// <summary>Embeds an image as its mean colour.</summary>
    public GraphBuilder ClipImage()
    {
        var graph = new GraphBuilder("clip_vision");
        var pixels = graph.Input("pixel_values", TensorElementType.Float, "batch", 3, toy.Size, toy.Size);
        graph.Output(
            graph.Node("ReduceMean", [pixels], ("axes", new[] { 2L, 3 }), ("keepdims", 0L)),
            "image_embeds",
            TensorElementType.Float,
            "batch",
            3
        );
        return graph;
    }

    private static string Table(GraphBuilder graph, int width, string word, Func<int, float> value)
    {
        var table = new float[TinyTokenizer.Vocabulary.Count * width];
        for (var i = 0; i < width; i++)
            table[TinyTokenizer.Id(word) * width + i] = value(i);
        return graph.Initializer("table", table, TinyTokenizer.Vocabulary.Count, width);
    }
}
