using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Toy graphs with the inputs and outputs of SAM's two, for squares of 32 pixels and masks of 8.
/// The first mask is empty and the last full. The one between is what is bright in the box.
/// </summary>
public sealed class SamToy(string folder)
{
    public const int Size = 32;

    private const int Cell = 4, Cells = Size / Cell;

    /// <summary>
    /// How the decoder takes a box: as corners with labels, as a box beside points of which there
    /// must be none, or not at all, with unknown labels.
    /// </summary>
    public enum Prompt
    {
        Corners,
        Boxes,
        Points,
    }

    // SAM 2, which takes boxes, names its embeddings otherwise.
    public void Write(Prompt prompt, bool noise = false, float[]? scores = null, int height = Size)
    {
        var (picture, position) =
            prompt == Prompt.Boxes ? ("image_embeddings.0", "image_embeddings.1") : ("image_embeddings", "image_positional_embeddings");
        WriteEncoder(picture, position, noise, height);
        WriteDecoder(prompt, picture, position, scores ?? [0.1f, 0.9f, 0.5f]);
    }

    private void WriteEncoder(string picture, string position, bool noise, int height)
    {
        var graph = new GraphBuilder("encoder");
        graph.Output(
            graph.Input("pixel_values", TensorElementType.Float, "batch", 3, height, Size),
            picture,
            TensorElementType.Float,
            "batch",
            3,
            height,
            Size
        );
        var drawn = graph.Node(
            "RandomUniform",
            [],
            ("shape", new[] { 1L, 1, Cells, Cells }),
            ("low", noise ? -9f : 0f),
            ("high", noise ? 9f : 0f)
        );
        graph.Output(drawn, position, TensorElementType.Float, "batch", 1, Cells, Cells);
        graph.Save(Path.Combine(folder, "vision_encoder.onnx"));
    }

    private void WriteDecoder(Prompt prompt, string picture, string position, float[] scores)
    {
        var graph = new GraphBuilder("decoder");
        var embedded = graph.Input(picture, TensorElementType.Float, "batch", 3, Size, Size);
        var noise = graph.Input(position, TensorElementType.Float, "batch", 1, Cells, Cells);
        var points = graph.Input("input_points", TensorElementType.Float, "batch", "prompts", "points", 2);
        var labels = graph.Input("input_labels", TensorElementType.Int64, "batch", "prompts", "points");
        var box = Flat(prompt == Prompt.Boxes ? graph.Input("input_boxes", TensorElementType.Float, "batch", "prompts", 4) : points);

        // How far inside the box a cell's centre is, or how bright the cell, whichever is less.
        var (x, y) = (Grid((column, _) => Cell * column + Cell / 2), Grid((_, row) => Cell * row + Cell / 2));
        var brightness = graph.Node(
            "AveragePool",
            [graph.Node("ReduceMean", [embedded], ("axes", new[] { 1L }), ("keepdims", 1L))],
            ("kernel_shape", new[] { (long)Cell, Cell }),
            ("strides", new[] { (long)Cell, Cell })
        );
        var inside = graph.Node(
            "Min",
            [
                graph.Node("Sub", [x, Side(0)]),
                graph.Node("Sub", [y, Side(1)]),
                graph.Node("Sub", [Side(2), x]),
                graph.Node("Sub", [Side(3), y]),
                brightness,
            ]
        );
        var bright = graph.Node("Sub", [graph.Node("Add", [inside, noise]), Penalty()]);
        var masks = graph.Node("Concat", [Grid((_, _) => -1), bright, Grid((_, _) => 1)], ("axis", 1L));
        graph.Output(
            graph.Node("Unsqueeze", [masks, graph.Initializer(null, [0L], 1)]),
            "pred_masks",
            TensorElementType.Float,
            "batch",
            "prompts",
            3,
            Cells,
            Cells
        );
        graph.Output(graph.Initializer("scores", scores, 1, 1, 3), "iou_scores", TensorElementType.Float, "batch", "prompts", 3);
        graph.Save(Path.Combine(folder, "prompt_encoder_mask_decoder.onnx"));

        string Flat(string value) => graph.Node("Reshape", [value, graph.Initializer(null, [-1L], 1)]);

        string Side(long i) => graph.Node("Gather", [box, graph.Initializer(null, [i])]);

        string Grid(Func<int, int, float> value) =>
            graph.Initializer(
                null,
                Enumerable.Range(0, Cells * Cells).Select(i => value(i % Cells, i / Cells)).ToArray(),
                1,
                1,
                Cells,
                Cells
            );

        // Takes every mask away where the labels are others than they should be: of the two corners, or none.
        string Penalty()
        {
            var given = graph.Node("Cast", [Flat(labels)], ("to", (long)TensorElementType.Float));
            return prompt switch
            {
                Prompt.Corners => Hundredfold(graph.Node("Abs", [graph.Node("Sub", [given, graph.Initializer(null, [2f, 3f], 2)])])),
                Prompt.Boxes => Hundredfold(
                    graph.Node(
                        "Cast",
                        [graph.Node("Add", [graph.Node("Size", [points]), graph.Node("Size", [labels])])],
                        ("to", (long)TensorElementType.Float)
                    )
                ),
                _ => graph.Node("Mul", [graph.Node("ReduceSum", [given], ("keepdims", 0L)), graph.Initializer(null, [0f])]),
            };
        }

        string Hundredfold(string value) =>
            graph.Node("Mul", [graph.Node("ReduceSum", [value], ("keepdims", 0L)), graph.Initializer(null, [100f])]);
    }
}
