using System.Text.Json;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// A toy graph with GroundingDINO's inputs and outputs. A token adds a logit to each of two
/// queries, whose boxes are the middle and the left half. Some words stand for what the graph sees
/// of its inputs, and add that to the first query instead. Everything outside the phrase has a high
/// logit, which must not count.
/// </summary>
internal sealed class GroundingDinoToy(string folder)
{
    private const float Outside = 9;

    public static readonly string[] Vocabulary =
    [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        ".",
        "red",
        "sphere",
        "##s",
        "width",
        "height",
        "r",
        "g",
        "b",
        "corner",
        "shown",
        "length",
        "attended",
        "types",
    ];

    public void WriteVocabulary()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
    }

    public void WriteTokenizerJson()
    {
        var vocab = Vocabulary.Index().Reverse().ToDictionary(t => t.Item, t => t.Index);
        var json = JsonSerializer.Serialize(new { model = new { type = "WordPiece", vocab } });
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json);
    }

    public void Write(bool fixedSizes = false, int numbers = 4, int channels = 3)
    {
        var graph = new GraphBuilder("grounding");
        GraphDimension height = fixedSizes ? 20 : "height", width = fixedSizes ? 40 : "width", length = fixedSizes ? 8 : "length";
        var pixels = graph.Input("pixel_values", TensorElementType.Float, "batch", channels, height, width);
        var pixelMask = Floats(graph, graph.Input("pixel_mask", TensorElementType.Int64, "batch", height, width));
        var ids = graph.Input("input_ids", TensorElementType.Int64, "batch", length);
        var attention = Floats(graph, graph.Input("attention_mask", TensorElementType.Int64, "batch", length));
        var types = Floats(graph, graph.Input("token_type_ids", TensorElementType.Int64, "batch", length));

        string[] seen =
        [
            Scaled(graph, Side(graph, pixels, 3), 1e-3f),
            Scaled(graph, Side(graph, pixels, 2), 1e-3f),
            .. Enumerable
                .Range(0, 3)
                .Select(c =>
                    Mean(
                        graph,
                        Slice(
                            graph,
                            pixels,
                            [0, Math.Min(c, channels - 1), 0, 0],
                            [1, Math.Min(c, channels - 1) + 1, int.MaxValue, int.MaxValue]
                        )
                    )
                ),
            Mean(graph, Slice(graph, pixels, [0, 0, 0, -1], [1, 1, 1, int.MaxValue])),
            Mean(graph, pixelMask),
            Scaled(graph, Side(graph, ids, 1), 0.1f),
            Scaled(graph, graph.Node("ReduceSum", [attention], ("keepdims", 0L)), 0.1f),
            Scaled(graph, graph.Node("ReduceSum", [types], ("keepdims", 0L)), 1),
        ];
        // A token's row: its logit for each query, then which of the things seen it stands for.
        var row = 2 + seen.Length;
        var table = new float[Vocabulary.Length * row];
        for (var token = 0; token < Vocabulary.Length; token++)
        {
            (table[token * row], table[token * row + 1]) = Vocabulary[token] switch
            {
                "red" => (-3, 2),
                "sphere" => (1, -1),
                "##s" or "[UNK]" => (-4, -5),
                "[PAD]" or "[CLS]" or "[SEP]" or "." => (Outside, Outside),
                _ => (0, -100),
            };
            if (Array.IndexOf(Vocabulary, "width") is var first && token >= first)
                table[token * row + 2 + token - first] = 1;
        }
        var things = graph.Node("Reshape", [graph.Node("Concat", seen, ("axis", 0L)), graph.Initializer(null, [(long)seen.Length, 1], 2)]);
        var toFirst = graph.Node("Concat", [things, graph.Initializer(null, new float[seen.Length], seen.Length, 1)], ("axis", 1L));
        var toQueries = graph.Node("Concat", [graph.Initializer(null, [1f, 0, 0, 1], 2, 2), toFirst], ("axis", 0L));
        var tokens = graph.Node("Gather", [graph.Initializer("table", table, Vocabulary.Length, row), ids]);
        var logits = graph.Node("Transpose", [graph.Node("MatMul", [tokens, toQueries])], ("perm", new[] { 0L, 2, 1 }));
        // Beyond the text, as wide as the real one.
        var wide = graph.Node(
            "Concat",
            [logits, graph.Initializer(null, Enumerable.Repeat(Outside, 2 * 256).ToArray(), 1, 2, 256)],
            ("axis", 2L)
        );
        graph.Output(Slice(graph, wide, [0, 0, 0], [1, 2, 256]), "logits", TensorElementType.Float, "batch", 2, 256);
        graph.Output(
            graph.Initializer("boxes", new[] { 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.5f, 0.5f, 1 }.AsSpan(0, 2 * numbers), 1, 2, numbers),
            "pred_boxes",
            TensorElementType.Float,
            "batch",
            2,
            numbers
        );
        graph.Save(Path.Combine(folder, "model.onnx"));
    }

    private static string Floats(GraphBuilder graph, string value) => graph.Node("Cast", [value], ("to", (long)TensorElementType.Float));

    private static string Side(GraphBuilder graph, string value, long axis) =>
        Floats(graph, graph.Node("Gather", [graph.Node("Shape", [value]), graph.Initializer(null, [axis])]));

    private static string Scaled(GraphBuilder graph, string value, float by) =>
        graph.Node("Reshape", [graph.Node("Mul", [value, graph.Initializer(null, [by])]), graph.Initializer(null, [1L], 1)]);

    private static string Mean(GraphBuilder graph, string value) => Scaled(graph, graph.Node("ReduceMean", [value], ("keepdims", 0L)), 1);

    private static string Slice(GraphBuilder graph, string value, long[] starts, long[] ends) =>
        graph.Node("Slice", [value, graph.Initializer(null, starts, starts.Length), graph.Initializer(null, ends, ends.Length)]);
}
