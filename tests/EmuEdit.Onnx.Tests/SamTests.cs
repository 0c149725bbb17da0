using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Toy graphs with the inputs and outputs of SAM's two, for squares of 32 pixels and masks of 8. The first mask is empty, the last full; the one between is what is bright in the box.
/// </summary>
public sealed class SamTests : IDisposable
{
    private const int Size = 32, Cell = 4, Cells = Size / Cell;

    private readonly TemporaryFolder _folder = new();

    public SamTests() => new TinyBundle().Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, Prompt.Corners)]
    [InlineData(false, Prompt.Corners)]
    [InlineData(true, Prompt.Boxes)]
    [InlineData(false, Prompt.Boxes)]
    public void Segment_ABox_GivesTheBrightPartOfItInThePictureItself(bool landscape, Prompt prompt)
    {
        using var bundle = Load(prompt);
        var (picture, box) = landscape ? (HalfWhite(64, 32), new Box(16, 8, 48, 24)) : (HalfWhite(32, 64), new Box(8, 16, 24, 48));
        var mask = bundle.Segmenter!.Segment([(picture, box)])[0];
        Assert.Equal((picture.Width, picture.Height), (mask.Width, mask.Height));
        var bright = landscape ? box with { Right = 32 } : box with { Bottom = 32 };
        // A cell of the model is eight pixels of the picture; between two of them the edge is found to two.
        for (var y = 0; y < mask.Height; y++)
            for (var x = 0; x < mask.Width; x++)
                if (Away(x, bright.Left, bright.Right) && Away(y, bright.Top, bright.Bottom))
                    Assert.Equal(x >= bright.Left && x < bright.Right && y >= bright.Top && y < bright.Bottom, mask[x, y]);

        static bool Away(int at, int low, int high) => Math.Abs(at - low + 0.5) > 2 && Math.Abs(at - high + 0.5) > 2;
    }

    [Theory]
    [InlineData(0.9f, 0.1f, 0.5f, 0)]
    [InlineData(0.1f, 0.5f, 0.9f, 64 * 32)]
    public void Segment_SeveralMasks_TakesTheOneWithTheHighestScore(float first, float second, float third, int pixels)
    {
        using var bundle = Load(Prompt.Corners, scores: [first, second, third]);
        Assert.Equal(pixels, bundle.Segmenter!.Segment([(HalfWhite(64, 32), new(16, 8, 48, 24))])[0].Count);
    }

    // The encoder draws noise, and it alone: two masks are the same where the picture was encoded once.
    [Fact]
    public void Segment_TwoBoxesOfAPicture_EncodesItOnce()
    {
        using var bundle = Load(Prompt.Boxes, noise: true);
        var (picture, other, box) = (HalfWhite(32, 32), HalfWhite(32, 32), new Box(0, 0, 32, 32));
        var masks = bundle.Segmenter!.Segment([(picture, box), (other, box), (picture, box)]);
        Assert.Equal(masks[0].Pixels, masks[2].Pixels);
        Assert.NotEqual(masks[0].Pixels, masks[1].Pixels);
    }

    [Fact]
    public void Apply_InACorner_NormalisesThePictureAndLeavesTheRestZero()
    {
        var picture = new Image(4, 2);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = (255, 0, 51);
        var planes = PixelNormalisation.ImageNet.Apply(picture, ResizeTransform.InCorner(4, 2, 8));
        float[] shown = [(1 - 0.485f) / 0.229f, (0 - 0.456f) / 0.224f, (0.2f - 0.406f) / 0.225f];
        for (var i = 0; i < planes.Length; i++)
            Assert.Equal(i / 8 % 8 < 4 ? shown[i / 64] : 0, planes[i], 1e-5);
    }

    [Fact]
    public void Segmenter_WithAPreprocessorConfiguration_NormalisesAsItSays()
    {
        Write(Prompt.Boxes);
        // What is white is below the mean then, so nothing is bright.
        File.WriteAllText(_folder["segmenter/preprocessor_config.json"], """{ "image_mean": [2, 2, 2], "image_std": [1, 1, 1] }""");
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Equal(0, bundle.Segmenter!.Segment([(HalfWhite(64, 32), new(16, 8, 48, 24))])[0].Count);
    }

    [Fact]
    public void Segmenter_BesideTheBundlesOwn_IsSam()
    {
        Write(Prompt.Corners);
        File.WriteAllText(_folder["segmenter/model.onnx"], "not read");
        using var bundle = Bundle.Load(_folder.Path);
        Assert.IsType<SamSegmenter>(bundle.Segmenter);
        Assert.Contains("segmenter", bundle.OptionalParts);
    }

    [Fact]
    public void Segmenter_WithoutADecoder_NamesTheFile()
    {
        Write(Prompt.Corners);
        File.Delete(_folder["segmenter/prompt_encoder_mask_decoder.onnx"]);
        AssertRefused("no file " + _folder["segmenter/prompt_encoder_mask_decoder.onnx"]);
    }

    [Fact]
    public void Segmenter_OfTwoExports_IsRefused()
    {
        Write(Prompt.Boxes);
        File.Move(_folder["segmenter/vision_encoder.onnx"], _folder["encoder.onnx"]);
        Write(Prompt.Corners);
        File.Move(_folder["encoder.onnx"], _folder["segmenter/vision_encoder.onnx"], overwrite: true);
        AssertRefused("Copy both files from one export");
    }

    [Fact]
    public void Segmenter_OfPicturesThatAreNotSquare_IsRefused()
    {
        Write(Prompt.Corners, height: Size / 2);
        AssertRefused("square pictures of 3 channels");
    }

    [Fact]
    public void Segment_WithADecoderOfPointsAlone_IsRefused()
    {
        using var bundle = Load(Prompt.Points);
        Assert.Contains(
            "takes points and no boxes",
            Assert.Throws<InvalidInputException>(() => bundle.Segmenter!.Segment([(HalfWhite(64, 32), new(16, 8, 48, 24))])).Message
        );
    }

    /// <summary>How a toy decoder takes a box: as corners with labels, as a box beside points of which there must be none, or, labels unknown, not at all.</summary>
    public enum Prompt
    {
        Corners,
        Boxes,
        Points,
    }

    private void AssertRefused(string message)
    {
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => bundle.Segmenter).Message);
    }

    private Bundle Load(Prompt prompt, bool noise = false, float[]? scores = null)
    {
        Write(prompt, noise, scores);
        return Bundle.Load(_folder.Path);
    }

    // SAM 2, which takes boxes, names its embeddings otherwise.
    private void Write(Prompt prompt, bool noise = false, float[]? scores = null, int height = Size)
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
        graph.Save(_folder["segmenter/vision_encoder.onnx"]);
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
        graph.Save(_folder["segmenter/prompt_encoder_mask_decoder.onnx"]);

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

    // White is the half that is nearer to the left upper corner along the longer side.
    private static Image HalfWhite(int width, int height)
    {
        var image = new Image(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if (width >= height ? x < width / 2 : y < height / 2)
                    image.Pixels.AsSpan(image.Offset(x, y), 3).Fill(255);
        return image;
    }
}
