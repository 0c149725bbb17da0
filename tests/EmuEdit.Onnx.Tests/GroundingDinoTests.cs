using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// A toy graph with GroundingDINO's inputs and outputs. A token adds a logit to each of two queries, whose boxes are the middle and the left half; some words stand for what the
/// graph sees of its inputs, and add that to the first query instead. All that is not of the phrase has a high logit, which must not count.
/// </summary>
public sealed class GroundingDinoTests : IDisposable
{
    private const float Outside = 9;

    private static readonly string[] Vocabulary =
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

    private readonly TemporaryFolder _folder = new();

    public GroundingDinoTests() => new TinyBundle().Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Detect_APhrase_TakesTheQueryAndTheTokenThatAreMostCertain()
    {
        using var bundle = Load();
        var detections = bundle.Detector!.Detect([
            (HalfWhite(32, 16), "Red sphere"),
            (HalfWhite(32, 16), "sphere"),
            (HalfWhite(32, 16), "tree"),
            (HalfWhite(16, 32), "SPHERES"),
        ]);
        Assert.Equal([new(0, 0, 16, 16), new(8, 4, 24, 12), new(8, 4, 24, 12), new(4, 8, 12, 24)], detections.Select(d => d.Box));
        Assert.Equal([2, 1, -4, 1], detections.Select(d => MathF.Round(Logit(d), 3)));
    }

    [Fact]
    public void Detect_NoWord_FindsNothing()
    {
        using var bundle = Load();
        Assert.Equal([0, 0], bundle.Detector!.Detect([(HalfWhite(32, 16), ""), (HalfWhite(32, 16), " .")]).Select(d => d.Confidence));
    }

    // 800 pixels for the shorter side, if the longer is at most 1333 then; ImageNet's mean and deviation. Right of the middle the picture is black.
    [Theory]
    [InlineData(64, 48, "width", 1.066)]
    [InlineData(64, 48, "height", 0.8)]
    [InlineData(48, 64, "width", 0.8)]
    [InlineData(48, 64, "height", 1.066)]
    [InlineData(64, 32, "width", 1.333)]
    [InlineData(64, 32, "height", 0.666)]
    [InlineData(32, 64, "width", 0.666)]
    [InlineData(64, 32, "corner", (0 - 0.485) / 0.229)]
    [InlineData(64, 64, "r", (0.5 - 0.485) / 0.229)]
    [InlineData(64, 64, "g", (0.1 - 0.456) / 0.224)]
    [InlineData(64, 64, "b", (0.3 - 0.406) / 0.225)]
    [InlineData(64, 32, "shown", 1)]
    [InlineData(64, 32, "length", 0.4)]
    [InlineData(64, 32, "attended", 0.4)]
    [InlineData(64, 32, "types", 0)]
    public void Detect_APicture_IsPreparedAsTheModelExpects(int width, int height, string seen, double expected)
    {
        using var bundle = Load();
        var picture = HalfWhite(width, height);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i + 1], picture.Pixels[i + 2]) = ((byte)(picture.Pixels[i + 1] / 5), (byte)(picture.Pixels[i + 2] / 5 * 3));
        Assert.Equal(expected, Logit(bundle.Detector!.Detect([(picture, seen)])[0]), 2e-3);
    }

    [Theory]
    [InlineData("width", 0.04)]
    [InlineData("height", 0.02)]
    [InlineData("length", 0.8)]
    [InlineData("attended", 0.4)]
    public void Detect_WithAGraphOfFixedSizes_FillsThem(string seen, double expected)
    {
        using var bundle = Load(fixedSizes: true);
        Assert.Equal(expected, Logit(bundle.Detector!.Detect([(HalfWhite(64, 48), seen)])[0]), 1e-4);
        Assert.Equal(new(16, 12, 48, 36), bundle.Detector.Detect([(HalfWhite(64, 48), "sphere")])[0].Box);
    }

    [Theory]
    [InlineData("Red Spheres", 256, new[] { 2, 6, 7, 8, 5, 3 })]
    [InlineData(" red.\nsphere? ", 256, new[] { 2, 6, 7, 5, 3 })]
    [InlineData("red sphere sphere", 5, new[] { 2, 6, 7, 5, 3 })]
    [InlineData("[SEP]", 256, new[] { 2, 1, 1, 1, 5, 3 })]
    [InlineData("", 256, new[] { 2, 5, 3 })]
    public void Encode_APhrase_IsOneSentenceInLowerCase(string phrase, int most, int[] ids)
    {
        WriteVocabulary();
        Assert.Equal(ids, GroundingPrompts.Load(_folder["detector"]).Encode(phrase, most));
        File.Delete(_folder["detector/vocab.txt"]);
        WriteTokenizerJson();
        Assert.Equal(ids, GroundingPrompts.Load(_folder["detector"]).Encode(phrase, most));
    }

    [Fact]
    public void Detector_WithoutATokenizer_SaysWhatToCopy()
    {
        Write();
        AssertRefused("vocab.txt or tokenizer.json beside GroundingDINO's model.onnx");
    }

    [Fact]
    public void Detector_WithAnotherVocabulary_IsRefused()
    {
        Write();
        File.WriteAllLines(_folder["detector/vocab.txt"], Vocabulary.Where(t => t != "[SEP]"));
        AssertRefused("an uncased BERT");
    }

    [Fact]
    public void Detector_WithATokenizerThatIsNone_IsRefused()
    {
        Write();
        File.WriteAllText(_folder["detector/tokenizer.json"], "{}");
        AssertRefused("an uncased BERT");
    }

    [Theory]
    [InlineData(3, 3, "four numbers a box")]
    [InlineData(4, 1, "pictures of 3 channels, one at a time")]
    public void Detector_OfAnotherShape_SaysWhatIsAllowed(int numbers, int channels, string allowed)
    {
        WriteVocabulary();
        Write(numbers: numbers, channels: channels);
        AssertRefused(allowed);
    }

    private void AssertRefused(string message)
    {
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => bundle.Detector).Message);
    }

    private Bundle Load(bool fixedSizes = false)
    {
        WriteVocabulary();
        Write(fixedSizes);
        return Bundle.Load(_folder.Path);
    }

    private void WriteVocabulary()
    {
        Directory.CreateDirectory(_folder["detector"]);
        File.WriteAllLines(_folder["detector/vocab.txt"], Vocabulary);
    }

    private void WriteTokenizerJson() => File.WriteAllText(_folder["detector/tokenizer.json"], JsonSerializer.Serialize(
        new { model = new { type = "WordPiece", vocab = Vocabulary.Index().Reverse().ToDictionary(t => t.Item, t => t.Index) } }));

    private void Write(bool fixedSizes = false, int numbers = 4, int channels = 3)
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
        graph.Save(_folder["detector/model.onnx"]);
    }

    private static float Logit(Detection detection) => MathF.Log(detection.Confidence / (1 - detection.Confidence));

    private static string Floats(GraphBuilder graph, string value) => graph.Node("Cast", [value], ("to", (long)TensorElementType.Float));

    private static string Side(GraphBuilder graph, string value, long axis) =>
        Floats(graph, graph.Node("Gather", [graph.Node("Shape", [value]), graph.Initializer(null, [axis])]));

    private static string Scaled(GraphBuilder graph, string value, float by) =>
        graph.Node("Reshape", [graph.Node("Mul", [value, graph.Initializer(null, [by])]), graph.Initializer(null, [1L], 1)]);

    private static string Mean(GraphBuilder graph, string value) => Scaled(graph, graph.Node("ReduceMean", [value], ("keepdims", 0L)), 1);

    private static string Slice(GraphBuilder graph, string value, long[] starts, long[] ends) =>
        graph.Node("Slice", [value, graph.Initializer(null, starts, starts.Length), graph.Initializer(null, ends, ends.Length)]);

    private static Image HalfWhite(int width, int height)
    {
        var image = new Image(width, height);
        for (var y = 0; y < height; y++)
            image.Pixels.AsSpan(image.Offset(0, y), 3 * (width / 2)).Fill(255);
        return image;
    }
}
