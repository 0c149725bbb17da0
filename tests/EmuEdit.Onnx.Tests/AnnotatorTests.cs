using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Toy graphs whose answers can be worked out by hand, for squares of 16 pixels; pictures are 32 x
/// 16, half of which is white.
/// </summary>
public sealed class AnnotatorTests : IDisposable
{
    private const int Size = 16;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Detect_APhrase_TellsItsPresenceAndItsBoxInThePictureItself()
    {
        using var bundle = Load();
        var detections = bundle.Detector!.Detect([(HalfWhite(), "a red"), (HalfWhite(), "a")]);
        Assert.All(detections, d => Assert.Equal(new Box(8, 4, 24, 12), d.Box));
        Assert.Equal(1 / (1 + Math.Exp(-5)), detections[0].Confidence, 1e-5);
        Assert.Equal(1 / (1 + Math.Exp(5)), detections[1].Confidence, 1e-5);
    }

    [Fact]
    public void Detect_MoreThanAreRunAtOnce_AnswersEachInOrder()
    {
        using var bundle = Load();
        var detections = bundle.Detector!.Detect([.. Enumerable.Range(0, 40).Select(i => (HalfWhite(), i % 3 == 0 ? "red" : "a"))]);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 3 == 0), detections.Select(d => d.Confidence > 0.5));
    }

    [Fact]
    public void Segment_ABox_GivesAMaskOfThePicturesSize()
    {
        using var bundle = Load();
        var masks = bundle.Segmenter!.Segment([(HalfWhite(), new(8, 0, 32, 16)), (HalfWhite(), new(20, 0, 32, 16))]);
        Assert.Equal((32, 16), (masks[0].Width, masks[0].Height));
        // White is inside for a box that begins left of the middle. A pixel of the model is two of the picture.
        for (var x = 0; x < 32; x++)
            if (x is < 14 or > 17)
                Assert.Equal(x < 16, masks[0][x, 8]);
        Assert.Equal(0, masks[1].Count);
    }

    [Fact]
    public void Estimate_APicture_GivesDepthOfItsSize()
    {
        using var bundle = Load();
        var depth = bundle.Depth!.Estimate([HalfWhite(), new Image(16, 16)]);
        Assert.Equal([32 * 16, 16 * 16], depth.Select(d => d.Length));
        Assert.Equal((1, 0), (depth[0][8 * 32], depth[0][8 * 32 + 31]));
        Assert.All(depth[1], d => Assert.Equal(0, d, 1e-6));
    }

    [Fact]
    public void Run_OfAnnotatorsInHalfPrecision_GivesTheSame()
    {
        Load().Dispose();
        foreach (var part in new[] { "detector", "segmenter", "depth" })
            HalfGraph.Convert(_folder[part + "/model.onnx"]);
        using var bundle = Bundle.Load(_folder.Path);
        var detection = bundle.Detector!.Detect([(HalfWhite(), "a red")])[0];
        Assert.Equal((new Box(8, 4, 24, 12), true), (detection.Box, detection.Confidence > 0.99));
        Assert.Equal(
            [true, false],
            bundle.Segmenter!.Segment([(HalfWhite(), new(8, 0, 32, 16)), (HalfWhite(), new(20, 0, 32, 16))]).Select(m => m[8, 8])
        );
        Assert.Equal(1, bundle.Depth!.Estimate([HalfWhite()])[0][8 * 32], 1e-3);
    }

    [Fact]
    public void Load_WithoutAnnotators_HasNone()
    {
        new TinyBundle().Write(_folder.Path);
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Null(bundle.Detector);
        Assert.Equal(["task_predictor", "clip"], bundle.OptionalParts);
    }

    public static TheoryData<string, string> WrongGraphs => new()
    {
        { "detector", "four numbers per box" },
        { "segmenter", "one mask per picture, 16 x 16" },
        { "depth", "any number of square pictures of 3 channels" },
    };

    [Theory, MemberData(nameof(WrongGraphs))]
    public void Load_AnnotatorOfAnotherShape_SaysWhatIsAllowed(string part, string allowed)
    {
        new TinyBundle().Write(_folder.Path);
        Write(part, wrong: true);
        Assert.Contains(allowed, Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path).WithAllParts().Dispose()).Message);
    }

    [Fact]
    public void Load_AnnotatorWithAnUnknownInput_NamesIt()
    {
        new TinyBundle().Write(_folder.Path);
        Write("detector");
        File.Move(_folder["detector/model.onnx"], _folder["depth.onnx"]);
        Directory.CreateDirectory(_folder["depth"]);
        File.Move(_folder["depth.onnx"], _folder["depth/model.onnx"]);
        Assert.Contains(
            "an input 'input_ids'",
            Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path).WithAllParts().Dispose()).Message
        );
    }

    private Bundle Load()
    {
        new TinyBundle().Write(_folder.Path);
        foreach (var part in new[] { "detector", "segmenter", "depth" })
            Write(part);
        return Bundle.Load(_folder.Path);
    }

    private void Write(string part, bool wrong = false)
    {
        var graph = new GraphBuilder(part);
        var pixels = graph.Input("pixel_values", TensorElementType.Float, "batch", 3, part == "depth" && wrong ? Size / 2 : Size, Size);
        if (part == "detector")
            Detector(graph, pixels, wrong ? 3 : 4);
        else if (part == "segmenter")
            Segmenter(graph, pixels, wrong ? Size / 2 : Size);
        else
            graph.Output(
                graph.Node(
                    "Mul",
                    [graph.Node("Add", [Brightness(graph, pixels, 0), graph.Initializer(null, [1f])]), graph.Initializer(null, [0.5f])]
                ),
                "predicted_depth",
                TensorElementType.Float,
                "batch",
                Size,
                Size
            );
        graph.Save(_folder[part + "/model.onnx"]);
    }

    // 5 with the word "red" and -5 without; the box is always the middle, half as wide and a
    // quarter as high as the square.
    private static void Detector(GraphBuilder graph, string pixels, int numbers)
    {
        var table = new float[TinyTokenizer.Vocabulary.Count];
        table[TinyTokenizer.Id("red</w>")] = 10 * TinyBundle.Length;
        var words = graph.Node(
            "Gather",
            [
                graph.Initializer("table", table, table.Length, 1),
                graph.Input("input_ids", TensorElementType.Int64, "batch", TinyBundle.Length),
            ]
        );
        var nothing = graph.Node(
            "Mul",
            [graph.Node("ReduceMean", [pixels], ("axes", new[] { 1L, 2, 3 }), ("keepdims", 0L)), graph.Initializer(null, [0f])]
        );
        var column = graph.Node("Reshape", [nothing, graph.Initializer(null, [-1L, 1], 2)]);
        var logit = graph.Node("Add", [graph.Node("ReduceMean", [words], ("axes", new[] { 1L }), ("keepdims", 0L)), column]);
        graph.Output(graph.Node("Add", [logit, graph.Initializer(null, [-5f])]), "logits", TensorElementType.Float, "batch", 1);
        graph.Output(
            graph.Node("Add", [column, graph.Initializer(null, new[] { 0.5f, 0.5f, 0.5f, 0.25f }.AsSpan(0, numbers), 1, numbers)]),
            "pred_boxes",
            TensorElementType.Float,
            "batch",
            numbers
        );
    }

    // What is bright, by more than the box begins from the left.
    private static void Segmenter(GraphBuilder graph, string pixels, int declared)
    {
        var boxes = graph.Input("input_boxes", TensorElementType.Float, "batch", 4);
        var left = graph.Node(
            "Slice",
            [boxes, graph.Initializer(null, [0L], 1), graph.Initializer(null, [1L], 1), graph.Initializer(null, [1L], 1)]
        );
        var half = graph.Node("Mul", [Brightness(graph, pixels, 1), graph.Initializer(null, [0.5f])]);
        var logits = graph.Node("Sub", [half, graph.Node("Reshape", [left, graph.Initializer(null, [-1L, 1, 1, 1], 4)])]);
        if (declared != Size)
            logits = graph.Node("AveragePool", [logits], ("kernel_shape", new[] { 2L, 2 }), ("strides", new[] { 2L, 2 }));
        graph.Output(logits, "pred_masks", TensorElementType.Float, "batch", 1, declared, declared);
    }

    private static string Brightness(GraphBuilder graph, string pixels, long keep) =>
        graph.Node("ReduceMean", [pixels], ("axes", new[] { 1L }), ("keepdims", keep));

    private static Image HalfWhite()
    {
        var image = new Image(32, 16);
        for (var y = 0; y < 16; y++)
            image.Pixels.AsSpan(image.Offset(0, y), 3 * 16).Fill(255);
        return image;
    }
}
