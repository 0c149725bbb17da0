using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Stable Diffusion XL as optimum exports it: two text encoders with all their hidden states, a
/// U-Net that takes a pooled text and sizes. State i of a toy encoder of three layers is i + 1
/// everywhere.
/// </summary>
public sealed class XlExportTests : IDisposable
{
    private const int Layers = 3, Second = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, Layers)]
    [InlineData(true, null)]
    [InlineData(false, Layers)]
    public void Read_OfHiddenStates_TakesTheLayerBeforeTheLastOfBoth(bool withLast, int? layers)
    {
        Write(withLast ? Layers : Layers - 1, layers);
        using var bundle = Bundle.Load(_folder.Path);
        var text = bundle.Prompts.Read("a red");
        Assert.Equal([1, TinyBundle.Length, TinyBundle.Width + Second], text.States.Shape);
        // Of three layers the second; the second encoder's states are ten times as large.
        Assert.Equal(
            [.. Enumerable.Repeat(3f, TinyBundle.Width), .. Enumerable.Repeat(30f, Second)],
            text.States.Values[..(TinyBundle.Width + Second)]
        );
        Assert.Equal([7, 7, 7, 7, 7], text.Pooled);
    }

    [Fact]
    public void Predict_OfAUNetWithTextAndSizes_GetsBoth()
    {
        Write(Layers, Layers);
        using var bundle = Bundle.Load(_folder.Path);
        var shape = new LatentShape(192, 2, 2);
        using var run = bundle.UNet.Bind(shape, width: 24, height: 16, [new(new float[shape.Length], bundle.Prompts.Read("a red"), [])]);
        // 35 of the pooled text, and 16 + 24 twice.
        Assert.All(run.Predict(new float[shape.Length], 500).ToArray(), p => Assert.Equal(5 * 7 + 2 * (16 + 24), p, 1e-3));
    }

    [Fact]
    public void Load_OfAnEncoderWithoutHiddenStates_SaysWhatIsMissing()
    {
        Write(-1, null);
        var message = Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path).Dispose()).Message;
        Assert.Contains("last_hidden_state, pooler_output", message);
        Assert.Contains("hidden_states.0", message);
    }

    private void Write(int lastState, int? layers)
    {
        TinyBundle.InstructPix2Pix.Write(_folder.Path);
        TinyTokenizer.Write(_folder["tokenizer_2"], TinyBundle.Length);
        Encoder("text_encoder", TinyBundle.Width, 1, "pooler_output", lastState, layers);
        Encoder("text_encoder_2", Second, 10, "text_embeds", lastState, layers);
        UNet();
    }

    private void Encoder(string part, int width, float scale, string pooled, int lastState, int? layers)
    {
        var graph = new GraphBuilder(part);
        var ids = graph.Node(
            "Cast",
            [graph.Input("input_ids", TensorElementType.Int32, "batch", "sequence")],
            ("to", (long)TensorElementType.Float)
        );
        var zeros = graph.Node(
            "MatMul",
            [graph.Node("Unsqueeze", [ids, graph.Initializer(null, [2L], 1)]), graph.Initializer(null, new float[width], 1, width)]
        );
        graph.Output(State(-5), "last_hidden_state", TensorElementType.Float, "batch", "sequence", width);
        graph.Output(
            graph.Node(
                "Add",
                [
                    graph.Node(
                        "ReduceMean",
                        [graph.Node("MatMul", [zeros, graph.Initializer(null, new float[width * 5], width, 5)])],
                        ("axes", new[] { 1L }),
                        ("keepdims", 0L)
                    ),
                    graph.Initializer(null, [7f]),
                ]
            ),
            pooled,
            TensorElementType.Float,
            "batch",
            5
        );
        for (var i = 0; i <= lastState; i++)
            graph.Output(State(i + 1), $"hidden_states.{i}", TensorElementType.Float, "batch", "sequence", width);
        graph.Save(_folder[part + "/model.onnx"]);
        if (layers is { } n)
            File.WriteAllText(_folder[part + "/config.json"], $$"""{"architectures": ["CLIPTextModel"], "num_hidden_layers": {{n}}}""");

        string State(float value) => graph.Node("Add", [zeros, graph.Initializer(null, [scale * value])]);
    }

    // The sum of the pooled text and the sizes, everywhere.
    private void UNet()
    {
        var graph = new GraphBuilder("unet");
        var sample = graph.Input("sample", TensorElementType.Float, "batch", 384, "height", "width");
        graph.Input("timestep", TensorElementType.Int64);
        graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", "sequence", TinyBundle.Width + Second);
        var sum = graph.Node("Add", [Sum("text_embeds", 5), Sum("time_ids", 6)]);
        var half = graph.Node(
            "Slice",
            [sample, graph.Initializer(null, [0L], 1), graph.Initializer(null, [192L], 1), graph.Initializer(null, [1L], 1)]
        );
        graph.Output(graph.Node("Add", [half, sum]), "out_sample", TensorElementType.Float, "batch", 192, "height", "width");
        graph.Save(_folder["unet/model.onnx"]);

        string Sum(string input, long width) =>
            graph.Node(
                "Reshape",
                [
                    graph.Node(
                        "ReduceSum",
                        [graph.Input(input, TensorElementType.Float, "batch", width), graph.Initializer(null, [1L], 1)],
                        ("keepdims", 0L)
                    ),
                    graph.Initializer(null, [-1L, 1, 1, 1], 4),
                ]
            );
    }
}
