namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// UniPCMultistepScheduler: a predictor and a corrector of the same form that share each call (Zhao
/// et al. 2023, the B(h) version).
/// </summary>
internal sealed class UniPcRun(SchedulerConfig config, Timeline time) : LambdaRun(config, Path(config, time, repeatsLast: true))
{
    private readonly List<float[]> _past = [];
    private float[] _before = [];
    private int _order;

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        var given = Integrand(call, prediction, z);
        if (call > 0 && !Config.DisableCorrector.Contains(call - 1))
            Correct(call, given, z);
        _past.Insert(0, given);
        if (_past.Count > Config.SolverOrder)
            _past.RemoveAt(Config.SolverOrder);
        _order = Math.Min(Config.LowerOrderFinal ? Math.Min(Config.SolverOrder, Calls.Count - call) : Config.SolverOrder, _past.Count);
        _before = z.ToArray();
        Predict(call, z);
    }

    private float[] Integrand(int call, ReadOnlySpan<float> prediction, ReadOnlySpan<float> z) =>
        !Config.PredictX0 ? Noise(Levels[call], prediction, z)
        : Config.Thresholding ? Bounded(Sample(Levels[call], prediction, z)) : Sample(Levels[call], prediction, z);

    private void Predict(int call, Span<float> z)
    {
        var step = new Bridge(this, call, call + 1, _order);
        double[] weights = _order == 1 ? [] : _order == 2 ? [0.5] : Solve(step.Powers, step.Moments, _order - 1);
        Combine(z, step.Keep, step.Terms(weights, _past));
    }

    private void Correct(int call, float[] given, Span<float> z)
    {
        var step = new Bridge(this, call - 1, call, _order);
        var weights = _order == 1 ? [0.5] : Solve(step.Powers, step.Moments, _order);
        _before.CopyTo(z);
        Combine(z, step.Keep, step.Terms(weights, _past, given));
    }

    // Gaussian elimination; the systems have size 3 at most.
    private static double[] Solve(double[][] matrix, double[] right, int size)
    {
        var (a, b) = (matrix.Take(size).Select(row => row[..size]).ToArray(), right[..size]);
        for (var i = 0; i < size; i++)
            for (var j = i + 1; j < size; j++)
            {
                var factor = a[j][i] / a[i][i];
                for (var k = i; k < size; k++)
                    a[j][k] -= factor * a[i][k];
                b[j] -= factor * b[i];
            }
        for (var i = size - 1; i >= 0; i--)
            b[i] = (b[i] - Enumerable.Range(i + 1, size - i - 1).Sum(k => a[i][k] * b[k])) / a[i][i];
        return b;
    }

    /// <summary>The mathematics of a step from one level to another.</summary>
    private sealed class Bridge
    {
        private readonly double _first, _scale;
        private readonly List<double> _ratios = [];

        public Bridge(UniPcRun run, int from, int to, int order)
        {
            var (a, b, ofSample) = (run.Levels[from], run.Levels[to], run.IsOfSample);
            var h = Lambda(b) - Lambda(a);
            for (var i = 1; i < order; i++)
                _ratios.Add((Lambda(run.Levels[from - i]) - Lambda(a)) / h);
            var x = ofSample ? -h : h;
            var (phi, size) = (double.IsInfinity(x) && x < 0 ? -1 : Math.Exp(x) - 1, ofSample ? b.Alpha : b.Sigma);
            var bh = run.IsBh1 ? x : phi;
            (Keep, _first, _scale) = (ofSample ? b.Sigma / a.Sigma : b.Alpha / a.Alpha, -size * phi, -size * bh);
            double[] all = [.. _ratios, 1];
            Powers = [.. Enumerable.Range(0, order).Select(p => all.Select(r => Math.Pow(r, p)).ToArray())];
            Moments = new double[order];
            var (term, factorial) = (phi / x - 1, 1.0);
            for (var i = 0; i < order; i++)
            {
                Moments[i] = term * factorial / bh;
                factorial *= i + 2;
                term = term / x - 1 / factorial;
            }
        }

        public double Keep { get; }

        public double[][] Powers { get; }

        public double[] Moments { get; }

        /// <summary>
        /// The last integrand, its differences to those before it, and to the one given at the end
        /// of the step.
        /// </summary>
        public (double, float[])[] Terms(double[] weights, List<float[]> past, float[]? given = null)
        {
            var terms = new List<(double, float[])>();
            var own = _first;
            for (var i = 0; i < _ratios.Count; i++)
            {
                var weight = _scale * weights[i] / _ratios[i];
                terms.Add((weight, past[i + 1]));
                own -= weight;
            }
            if (given is not null)
            {
                terms.Add((_scale * weights[^1], given));
                own -= _scale * weights[^1];
            }
            return [(own, past[0]), .. terms];
        }
    }

    private bool IsOfSample => Config.PredictX0;

    private bool IsBh1 => Config.SolverType == "bh1";
}
