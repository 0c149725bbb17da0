using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// On the processor, which records nothing: that what a run is given gets where it must, and comes
/// back.
/// </summary>
public sealed class CudaGraphRunnerTests : IDisposable
{
    private static readonly TensorSpec X = new("x", TensorElementType.Float, [-1, 2]), T = new("t", TensorElementType.Int64, []);

    private readonly SessionOptions _options = new();
    private readonly InferenceSession _session;
    private readonly CudaGraphRunner _runs;

    public CudaGraphRunnerTests()
    {
        _session = new(Model(), _options);
        _runs = new(_session, "y", OrtMemoryInfo.DefaultInstance, _options);
    }

    public void Dispose()
    {
        _runs.Dispose();
        _session.Dispose();
        _options.Dispose();
    }

    [Fact]
    public void Run_AgainAndInOtherShapes_ReadsWhatItIsGivenEachTime()
    {
        Assert.Equal([3, 5], Run([1, 2], 1));
        Assert.Equal([8, 10], Run([3, 4], 2));
        Assert.Equal([3, 3, 3, 9], Run([0, 0, 0, 3], 3));
        Assert.Equal([11, 13], Run([3, 4], 5));
        Assert.Equal([0, 0, 0, 2], Run([0, 0, 0, 1], 0));
    }

    [Fact]
    public void Run_OfManyThreads_GivesEachItsOwn() =>
        Parallel.For(0, 64, i => Assert.Equal([3 * i, 4 * i], Run([i, 1.5f * i], i)));

    [Fact]
    public void Run_InHalfPrecision_CarriesWhatTheModelReadsAndWrites()
    {
        using var session = new InferenceSession(HalfGraph.Of(Model()), _options);
        using var runs = new CudaGraphRunner(session, "y", OrtMemoryInfo.DefaultInstance, _options);
        var (x, y) = (new float[] { 1, 2 }, new float[2]);
        using var inputs = new ModelInputs().Add(X with { Type = TensorElementType.Float16 }, x, 1, 2).AddIntegers(T, [1]);
        using var output = new ModelOutput(new("y", TensorElementType.Float16, [-1, 2]), y, 1, 2);
        foreach (var first in new[] { 1f, 3.5f, -7f })
        {
            x[0] = first;
            inputs.Convert();
            runs.Run(inputs, output.Value);
            output.Convert();
            Assert.Equal([2 * first + 1, 5], y);
        }
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(1, 2.001f, false)]
    [InlineData(1, 2.01f, true)]
    [InlineData(1, float.NaN, true)]
    public void Differ_OfOutputs_SeesMoreThanRounding(float first, float second, bool differ) =>
        Assert.Equal(differ, CudaGraphRunner.Differ([1, 2], [first, second]));

    private float[] Run(float[] x, long t)
    {
        var y = new float[x.Length];
        using var inputs = new ModelInputs().Add(X, x, x.Length / 2, 2).AddIntegers(T, [t]);
        using var result = OrtValue.CreateTensorValueFromMemory(y, [x.Length / 2, 2]);
        _runs.Run(inputs, result);
        return y;
    }

    // y = 2 x + t
    private static byte[] Model()
    {
        var graph = new GraphBuilder("model");
        var x = graph.Input("x", TensorElementType.Float, "rows", 2);
        var t = graph.Node("Cast", [graph.Input("t", TensorElementType.Int64)], ("to", (long)TensorElementType.Float));
        graph.Output(graph.Node("Add", [graph.Node("Add", [x, x]), t]), "y", TensorElementType.Float, "rows", 2);
        return graph.ToBytes();
    }
}
