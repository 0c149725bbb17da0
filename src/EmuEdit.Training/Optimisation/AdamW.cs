using System.Numerics;

namespace EmuEdit.Training.Optimisation;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) with gradient clipping by global norm and an exponential
/// moving average of the weights. One vectorised pass over flat buffers does it all and zeroes the
/// gradients. The result does not depend on the number of threads.
/// </summary>
internal sealed class AdamW(ParameterStore weights, ParameterStore average, AdamWOptions options)
{
    private const int Chunk = 1 << 15;

    private readonly (int Start, int End, bool Decayed)[] _chunks = [.. Chunks(weights)];

    /// <summary>First moments, one per weight.</summary>
    public float[] First { get; } = new float[weights.Count];

    /// <summary>Second moments, one per weight.</summary>
    public float[] Second { get; } = new float[weights.Count];

    /// <summary>Makes one step from the sum of the gradients in the store.</summary>
    /// <param name="step">Number of earlier steps, for the moments' bias correction.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="skip">Whether to discard the gradients.</param>
    /// <returns>Norm of the gradient before clipping. A step whose norm is not finite is skipped, too.</returns>
    public double Step(long step, double learningRate, bool skip = false)
    {
        var squares = new double[_chunks.Length];
        Parallel.For(0, _chunks.Length, i => squares[i] = weights.SumGradients(_chunks[i].Start, _chunks[i].End));
        var norm = Math.Sqrt(squares.Sum());
        if (!skip && double.IsFinite(norm))
        {
            var factors = Factors(step, learningRate, norm);
            Parallel.ForEach(_chunks, chunk => Update(chunk, factors));
        }
        else
            weights.Gradient(0).Clear();
        return norm;
    }

    private StepFactors Factors(long step, double learningRate, double norm)
    {
        var (bias1, bias2) = (1 - Math.Pow(options.Beta1, step + 1), 1 - Math.Pow(options.Beta2, step + 1));
        return new(
            Clip: (float)Math.Min(1, options.ClipNorm / (norm + 1e-12)),
            Rate: (float)(learningRate / bias1),
            RootBias2: (float)(1 / Math.Sqrt(bias2)),
            Decay: (float)(learningRate * options.WeightDecay),
            // Grows to its final value, so that the average forgets the first weights (as in
            // TensorFlow's ExponentialMovingAverage).
            Average: (float)(1 - Math.Min(options.AverageDecay, (1.0 + step) / (10.0 + step))));
    }

    // Biases, gains and other vectors are not decayed.
    private static IEnumerable<(int Start, int End, bool Decayed)> Chunks(ParameterStore weights)
    {
        foreach (var (parameter, offset) in weights.Parameters.Zip(weights.Offsets))
            for (var start = 0L; start < parameter.Count; start += Chunk)
                yield return ((int)(offset + start), (int)(offset + Math.Min(parameter.Count, start + Chunk)), parameter.Shape.Length > 1);
    }

    private void Update((int Start, int End, bool Decayed) chunk, StepFactors f)
    {
        var w = weights.Span()[chunk.Start..chunk.End];
        var g = weights.Gradient(0)[chunk.Start..chunk.End];
        var a = average.Span()[chunk.Start..chunk.End];
        var m = First.AsSpan(chunk.Start, w.Length);
        var v = Second.AsSpan(chunk.Start, w.Length);
        var keep = 1 - (chunk.Decayed ? f.Decay : 0);
        var (beta1, beta2, epsilon) = ((float)options.Beta1, (float)options.Beta2, (float)options.Epsilon);
        var i = 0;
        for (; i <= w.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = new Vector<float>(g[i..]) * f.Clip;
            var first = new Vector<float>(m[i..]) * beta1 + gradient * (1 - beta1);
            var second = new Vector<float>(v[i..]) * beta2 + gradient * gradient * (1 - beta2);
            var weight =
                new Vector<float>(w[i..]) * keep - first * f.Rate / (Vector.SquareRoot(second) * f.RootBias2 + new Vector<float>(epsilon));
            var mean = new Vector<float>(a[i..]);
            first.CopyTo(m[i..]);
            second.CopyTo(v[i..]);
            weight.CopyTo(w[i..]);
            (mean + (weight - mean) * f.Average).CopyTo(a[i..]);
        }
        for (; i < w.Length; i++)
        {
            var gradient = g[i] * f.Clip;
            m[i] = m[i] * beta1 + gradient * (1 - beta1);
            v[i] = v[i] * beta2 + gradient * gradient * (1 - beta2);
            w[i] = w[i] * keep - m[i] * f.Rate / (MathF.Sqrt(v[i]) * f.RootBias2 + epsilon);
            a[i] += (w[i] - a[i]) * f.Average;
        }
        g.Clear();
    }

    private readonly record struct StepFactors(float Clip, float Rate, float RootBias2, float Decay, float Average);
}
