using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// A network of one attention with two heads over a picture of 4 x 4 cells and 4 channels: over
/// itself, or over a context of three tokens.
/// </summary>
internal sealed record AttentionNet
{
    public const int Side = 4, Cells = Side * Side, Channels = 4, Heads = 2, Width = Channels / Heads, Tokens = 3;

    private const float Scale = 0.7f;

    public bool Cross { get; init; }

    /// <summary>Whether heads are folded into the batch, as older exporters write it.</summary>
    public bool Folded { get; init; }

    /// <summary>Whether the attention is one node, ONNX Runtime's own.</summary>
    public bool OneNode { get; init; }

    /// <summary>Whether the queries are those of a picture of half the size.</summary>
    public bool Half { get; init; }

    /// <summary>Another operator in the place of Softmax.</summary>
    public string Softmax { get; init; } = "Softmax";

    /// <summary>
    /// Whether there is a decoder, too: a skip connection, and a residual block whose shortcut is a
    /// convolution, with the outputs "residual" and "decoded", their sum.
    /// </summary>
    public bool Decoder { get; init; }

    public string Picture { get; init; } = "sample";

    public byte[] ToBytes()
    {
        var graph = new GraphBuilder("attention");
        var sample = graph.Input(Picture, TensorElementType.Float, "batch", Channels, Side, Side);
        var context = graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", Tokens, Channels);
        var cells = Cells / (Half ? 4 : 1);
        var picture = Half
            ? graph.Node("AveragePool", [sample], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            : sample;
        var x = graph.Node("Transpose", [graph.Node("Reshape", [picture, Integers(graph, 0, 0, -1)])], ("perm", new long[] { 0, 2, 1 }));
        // The context's own shape comes from the picture's in some exports.
        var seen = graph.Node(
            "Mul",
            [
                context,
                graph.Node("Cast", [graph.Node("Shape", [sample], ("start", 0L), ("end", 1L))], ("to", (long)TensorElementType.Float)),
            ]
        );
        var y = Cross
            ? graph.Node(
                "Div",
                [
                    seen,
                    graph.Node("Cast", [graph.Node("Shape", [sample], ("start", 0L), ("end", 1L))], ("to", (long)TensorElementType.Float)),
                ]
            )
            : x;
        graph.Output(
            OneNode ? AtOnce(graph, x, y) : InSteps(graph, x, y, cells),
            "out_sample",
            TensorElementType.Float,
            "batch",
            cells,
            Channels
        );
        if (Decoder)
            Decode(graph, sample, context);
        if (!Cross)
            graph.Output(context, "unused", TensorElementType.Float, "batch", Tokens, Channels);
        return graph.ToBytes();
    }

    private static string AtOnce(GraphBuilder graph, string x, string y) =>
        graph.Node(
            "com.microsoft.MultiHeadAttention",
            [Projected(graph, x, 1), Projected(graph, y, 2), Projected(graph, y, 3)],
            ("num_heads", Heads),
            ("scale", Scale)
        );

    private string InSteps(GraphBuilder graph, string x, string y, int cells)
    {
        var scores = graph.Node(
            "MatMul",
            [Split(graph, x, 1, cells, transposed: false), Split(graph, y, 2, Cross ? Tokens : cells, transposed: true)]
        );
        var shares = graph.Node(Softmax, [graph.Node("Mul", [scores, graph.Initializer(null, [Scale], 1)])]);
        var given = graph.Node("MatMul", [shares, Split(graph, y, 3, Cross ? Tokens : cells, transposed: false)]);
        var apart = Folded ? graph.Node("Reshape", [given, Integers(graph, -1, Heads, cells, Width)]) : given;
        return graph.Node(
            "Reshape",
            [graph.Node("Transpose", [apart], ("perm", new long[] { 0, 2, 1, 3 })), Integers(graph, 0, 0, Channels)]
        );
    }

    /// <summary>
    /// What it computes, without ONNX: the item's own values under the attention maps of
    /// <paramref name="maps"/>, another picture and context.
    /// </summary>
    public static float[] Expected((float[] Picture, float[] Context) item, (float[] Picture, float[] Context) maps, bool cross)
    {
        var result = new float[Cells * Channels];
        for (var head = 0; head < Heads; head++)
            for (var cell = 0; cell < Cells; cell++)
            {
                var source = cross ? maps.Context : Rows(maps.Picture);
                var query = Project(Rows(maps.Picture), cell, 1, head);
                var scores = Enumerable
                    .Range(0, source.Length / Channels)
                    .Select(k => Math.Exp(0.7 * Project(source, k, 2, head).Zip(query, (a, b) => a * b).Sum()))
                    .ToArray();
                for (var k = 0; k < scores.Length; k++)
                    for (var c = 0; c < Width; c++)
                        result[cell * Channels + head * Width + c] +=
                            (float)(scores[k] / scores.Sum()) * Project(cross ? item.Context : Rows(item.Picture), k, 3, head)[c];
            }
        return result;
    }

    public static float[] Random(int seed, int length) =>
        [.. Enumerable.Range(0, length).Select(i => 2 * new CounterRandom(seed, i).NextSingle() - 1)];

    private static void Decode(GraphBuilder graph, string sample, string context)
    {
        var joined = graph.Node("Concat", [sample, Convolved(graph, sample, 5, Channels)], ("axis", 1L));
        // A timestep's embedding is added between the two convolutions; here the context's mean is.
        var embedding = graph.Node("ReduceMean", [context], ("axes", new long[] { 1, 2 }));
        var hidden = graph.Node(
            "Sigmoid",
            [
                graph.Node(
                    "Add",
                    [Convolved(graph, joined, 6, 2 * Channels), graph.Node("Reshape", [embedding, Integers(graph, -1, 1, 1, 1)])]
                ),
            ]
        );
        var (shortcut, residual) = (Convolved(graph, joined, 7, 2 * Channels), Convolved(graph, hidden, 8, Channels));
        graph.Output(graph.Node("Add", [shortcut, residual]), "decoded", TensorElementType.Float, "batch", Channels, Side, Side);
        graph.Output(residual, "residual", TensorElementType.Float, "batch", Channels, Side, Side);
    }

    private static string Convolved(GraphBuilder graph, string x, int weights, int channels) =>
        graph.Node("Conv", [x, graph.Initializer(null, Random(weights, Channels * channels), Channels, channels, 1, 1)]);

    private string Split(GraphBuilder graph, string x, int weights, int length, bool transposed)
    {
        var split = graph.Node(
            "Transpose",
            [graph.Node("Reshape", [Projected(graph, x, weights), Integers(graph, 0, 0, Heads, Width)])],
            ("perm", transposed ? new long[] { 0, 2, 3, 1 } : [0, 2, 1, 3])
        );
        return Folded
            ? graph.Node("Reshape", [split, transposed ? Integers(graph, -1, Width, length) : Integers(graph, -1, length, Width)])
            : split;
    }

    private static string Projected(GraphBuilder graph, string x, int weights) =>
        graph.Node("MatMul", [x, graph.Initializer(null, Random(weights, Channels * Channels), Channels, Channels)]);

    private static string Integers(GraphBuilder graph, params long[] values) => graph.Initializer(null, values, values.Length);

    private static float[] Rows(float[] picture) =>
        [.. Enumerable.Range(0, picture.Length).Select(i => picture[i % Channels * Cells + i / Channels])];

    private static float[] Project(float[] rows, int row, int weights, int head)
    {
        var matrix = Random(weights, Channels * Channels);
        return
        [
            .. Enumerable
                .Range(head * Width, Width)
                .Select(o => Enumerable.Range(0, Channels).Sum(i => rows[row * Channels + i] * matrix[i * Channels + o])),
        ];
    }
}
