using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Optimisation;

public sealed class AdamWTests : TorchTests
{
    private const double Rate = 0.01;

    private static readonly AdamWOptions s_options = new() { Beta2 = 0.95, WeightDecay = 0.1, ClipNorm = 1e8, AverageDecay = 0.5 };

    // Longer than a vector register, and not a multiple of one.
    private readonly Parameter _matrix = new("matrix", 0, 1, 5, 7), _vector = new("vector", 0, 1, 11);
    private readonly ParameterStore _weights, _average;

    public AdamWTests()
    {
        _weights = new([_matrix, _vector], parts: 2);
        _average = new([_matrix, _vector], parts: 0);
        _weights.Initialise(1);
        _average.CopyFrom(_weights);
        // Torch's own optimiser does not keep its numbers alive (see Arithmetic): no collection is due for a while.
        GC.Collect();
    }

    public override void Dispose()
    {
        _weights.Dispose();
        _average.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Step_SeveralTimes_IsTorchsAdamW()
    {
        var (matrix, vector) = (Copy(_matrix), Copy(_vector));
        using var decayed = optim.AdamW([matrix], Rate, s_options.Beta1, s_options.Beta2, s_options.Epsilon, s_options.WeightDecay);
        using var plain = optim.AdamW([vector], Rate, s_options.Beta1, s_options.Beta2, s_options.Epsilon, 0);
        var ours = new AdamW(_weights, _average, s_options);
        for (var step = 0; step < 10; step++)
        {
            var gradient = SetGradient(step);
            matrix.grad = gradient[..(int)_matrix.Count].AsTensor(_matrix);
            vector.grad = gradient[(int)_matrix.Count..].AsTensor(_vector);
            decayed.step();
            plain.step();
            ours.Step(step, Rate);
        }
        Assert.Equal(0, matrix.Minus(_weights[_matrix]).abs().max().item<float>(), 1e-6f);
        Assert.Equal(0, vector.Minus(_weights[_vector]).abs().max().item<float>(), 1e-6f);
    }

    // A collection may move an array by less than a vector register: a run would then differ from itself.
    [Fact]
    public void SumOfSquares_WhereverTheNumbersLie_HasTheSameBits()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 1003).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        var sums = Enumerable.Range(0, 32).Select(offset =>
        {
            var memory = new float[values.Length + offset];
            values.CopyTo(memory, offset);
            return ParameterStore.SumOfSquares(memory.AsSpan(offset));
        }).ToArray();
        Assert.All(sums, sum => Assert.Equal(sums[0], sum));
        Assert.Equal(values.Sum(v => (double)v * v), sums[0], 1e-9);
    }

    [Fact]
    public void Step_OverTheNorm_ScalesTheGradientDown()
    {
        var ours = new AdamW(_weights, _average, s_options with { ClipNorm = 0.5 });
        var gradient = SetGradient(0);
        var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.Equal(norm, ours.Step(0, Rate), 1e-4);
        // After one step the first moment is (1 - beta1) times the clipped gradient.
        Assert.Equal(gradient[3] * 0.5 / norm * 0.1, ours.First[3], 1e-6);
    }

    [Fact]
    public void Step_First_MovesTheAverageByNineTenthsAtMost()
    {
        var before = _average.Span().ToArray();
        SetGradient(0);
        new AdamW(_weights, _average, s_options).Step(0, Rate);
        Assert.All(
            before.Zip(_average.Span().ToArray(), _weights.Span().ToArray()),
            a => Assert.Equal(a.First + 0.9f * (a.Third - a.First), a.Second, 1e-6f)
        );
    }

    [Fact]
    public void Step_WithAGradientThatIsNoNumber_LeavesTheWeights()
    {
        var before = _weights.Span().ToArray();
        SetGradient(0);
        Gradient(0, _vector).Fill(float.NaN);
        Assert.False(double.IsFinite(new AdamW(_weights, _average, s_options).Step(0, Rate)));
        Assert.Equal(before, _weights.Span().ToArray());
        Assert.All(_weights.Gradient(0).ToArray(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void RateAt_OverARun_WarmsUpAndDecays()
    {
        var options = new AdamWOptions { LearningRate = 1, WarmUpSteps = 9, FinalShare = 0.02 };
        Assert.Equal(0.1, options.RateAt(0, 0), 1e-12);
        Assert.Equal(1, options.RateAt(9, 0), 1e-12);
        Assert.Equal(0.51, options.RateAt(1000, 0.5), 1e-12);
        Assert.Equal(0.02, options.RateAt(1000, 1), 1e-12);
    }

    // The gradient of two parts that add up to what is returned.
    private float[] SetGradient(int step)
    {
        var gradient = new CounterRandom(2, step).Gaussians((int)_weights.Count);
        foreach (var (parameter, offset) in _weights.Parameters.Zip(_weights.Offsets))
            for (var i = 0; i < parameter.Count; i++)
                (Gradient(0, parameter)[i], Gradient(1, parameter)[i]) = (0.25f * gradient[offset + i], 0.75f * gradient[offset + i]);
        return gradient;
    }

    private Span<float> Gradient(int part, Parameter parameter) =>
        _weights.Gradient(part).Slice((int)(parameter == _matrix ? 0 : _matrix.Count), (int)parameter.Count);

    private TorchSharp.Modules.Parameter Copy(Parameter parameter) => new(_weights[parameter].detach().clone());
}

internal static class GradientExtensions
{
    public static Tensor AsTensor(this float[] values, Parameter like) => tensor(values, like.Shape);
}
