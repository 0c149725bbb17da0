using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Benchmarks.Checkpoints;

/// <summary>
/// Whether 8-bit weights would pay on this processor: the two operations that Stable Diffusion's
/// first level spends its time in, with activations quantised as they come (which needs no
/// calibration), beside the same in 32-bit floats. No limit: it says whether to build more.
/// </summary>
internal static class Int8Benchmark
{
    private const int Channels = 320, Side = 64, Hidden = 1280, Runs = 10;
    private const double NoLimit = double.PositiveInfinity;
    private const float Scale = 0.01f;

    public static IEnumerable<Measurement> Run()
    {
        yield return Compare(
            $"int8 3x3 convolution of {Channels} channels",
            [1, Channels, Side, Side],
            [1, Channels, Side, Side],
            Convolution,
            QuantisedConvolution
        );
        yield return Compare(
            $"int8 product of {Side * Side} x {Channels} x {Hidden}",
            [Side * Side, Channels],
            [Side * Side, Hidden],
            Product,
            QuantisedProduct
        );
    }

    private static Measurement Compare(
        string name,
        long[] input,
        long[] output,
        Func<GraphBuilder, string, string> plain,
        Func<GraphBuilder, string, string> quantised
    ) => new(name, Time(input, output, quantised), "in 32-bit floats", Time(input, output, plain), NoLimit);

    private static TimeSpan Time(long[] inputShape, long[] outputShape, Func<GraphBuilder, string, string> operation)
    {
        var graph = new GraphBuilder("operation");
        var x = graph.Input("x", TensorElementType.Float, [.. inputShape.Select(d => (GraphDimension)d)]);
        graph.Output(operation(graph, x), "y", TensorElementType.Float, [.. outputShape.Select(d => (GraphDimension)d)]);
        using var session = new InferenceSession(graph.ToBytes());
        var input = new DenseTensor<float>(Values(Count(inputShape)), [.. inputShape.Select(d => (int)d)]);
        return Stopwatches.Best(Runs, () => session.Run([NamedOnnxValue.CreateFromTensor("x", input)]).Dispose());
    }

    private static string Convolution(GraphBuilder graph, string x) =>
        graph.Node("Conv", [x, Weights(graph, Kernel)], ("pads", new long[] { 1, 1, 1, 1 }));

    private static string QuantisedConvolution(GraphBuilder graph, string x)
    {
        var quantised = graph.Nodes("DynamicQuantizeLinear", [x], 3);
        var sums = graph.Node("ConvInteger", [quantised[0], Int8(graph, Kernel), quantised[2]], ("pads", new long[] { 1, 1, 1, 1 }));
        return graph.Node(
            "Mul",
            [
                graph.Node("Cast", [sums], ("to", (long)TensorElementType.Float)),
                graph.Node("Mul", [quantised[1], graph.Initializer(null, [Scale])]),
            ]
        );
    }

    private static string Product(GraphBuilder graph, string x) => graph.Node("MatMul", [x, Weights(graph, Matrix)]);

    private static string QuantisedProduct(GraphBuilder graph, string x) =>
        graph.Node("com.microsoft.DynamicQuantizeMatMul", [x, Int8(graph, Matrix), graph.Initializer(null, [Scale])]);

    private static long[] Kernel => [Channels, Channels, 3, 3];

    private static long[] Matrix => [Channels, Hidden];

    private static string Weights(GraphBuilder graph, long[] shape) => graph.Initializer(null, Values(Count(shape)), shape);

    // The runtime folds the cast when it loads the graph.
    private static string Int8(GraphBuilder graph, long[] shape) =>
        graph.Node(
            "Cast",
            [graph.Initializer(null, [.. Values(Count(shape)).Select(v => MathF.Round(v / Scale))], shape)],
            ("to", (long)TensorElementType.Int8)
        );

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static float[] Values(long count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, (int)count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
