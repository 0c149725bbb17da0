using EmuEdit.Core;

namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// PNDMScheduler: pseudo numerical methods on the network's output (Liu et al. 2022). It is linear
/// multistep (PLMS) over up to four calls, with two calls at its second timestep. Unless
/// <c>skip_prk_steps</c> is set, three Runge-Kutta steps with four calls each come first.
/// </summary>
internal sealed class PndmRun : SchedulerRun
{
    private const int Order = 4;

    private readonly Timeline _time;
    private readonly int[] _runge;
    private readonly List<float[]> _past = [];
    private float[] _start = [], _sum = [];

    private PndmRun(SchedulerConfig config, Timeline time, int[] runge, int[] linear)
        : base(config, [.. runge.Concat(linear).Select(t => time[t])]) => (_time, _runge) = (time, runge);

    public static PndmRun Create(SchedulerConfig config, Timeline time)
    {
        int[] spaced = [.. time.Spaced(rounded: true).Select(t => (int)t)];
        if (config.SkipPrkSteps)
            return new(config, time, [], spaced.Length < 2 ? spaced : [spaced[0], spaced[1], .. spaced[1..]]);
        if (spaced.Length < Order)
            throw new InvalidInputException($"{spaced.Length} steps with skip_prk_steps false", $"{Order} or more");
        // Each of the first four timesteps and the middle after it; the inner ones twice.
        int[] middles = [.. spaced[..Order].Reverse().SelectMany(t => new[] { t, t + time.Stride / 2 })];
        int[] runge = [.. middles[..^1].SelectMany(t => new[] { t, t }).Skip(1).SkipLast(1).Reverse()];
        return new(config, time, runge, spaced[(Order - 1)..]);
    }

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        if (call < _runge.Length)
            Runge(call, prediction.ToArray(), z);
        else
            Linear(call, prediction.ToArray(), z);
    }

    private void Runge(int call, float[] prediction, Span<float> z)
    {
        if (call % 4 == 0)
        {
            (_start, _sum) = (z.ToArray(), new float[z.Length]);
            _past.Add(prediction);
        }
        var slope = prediction;
        if (call % 4 == 3)
            slope = Sum(1, _sum, 1 / 6.0, prediction);
        else
            _sum = Sum(1, _sum, call % 4 == 0 ? 1 / 6.0 : 1 / 3.0, prediction);
        var to = (int)Calls[call].Timestep - (call % 2 == 1 ? 0 : _time.Stride / 2);
        Transfer(_start, _runge[call / 4 * 4], to, slope, z);
    }

    private void Linear(int call, float[] prediction, Span<float> z)
    {
        var timestep = (int)Calls[call].Timestep;
        var (from, to) = (timestep, timestep - _time.Stride);
        // The second call is at the end of the first step, which is then repeated with the mean of both.
        var again = call == 1 && _runge.Length == 0;
        if (again)
            (from, to) = (timestep + _time.Stride, timestep);
        else
            _past.Add(prediction);
        if (_past.Count > Order)
            _past.RemoveAt(0);
        if (call == 0)
            _start = z.ToArray();
        var slope = again ? Sum(0.5, prediction, 0.5, _past[^1]) : Multistep(_past);
        Transfer(again ? _start : z.ToArray(), from, to, slope, z);
    }

    // Adams-Bashforth coefficients.
    private static float[] Multistep(List<float[]> past)
    {
        double[] weights = past.Count switch
        {
            1 => [1],
            2 => [3 / 2.0, -1 / 2.0],
            3 => [23 / 12.0, -16 / 12.0, 5 / 12.0],
            _ => [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0],
        };
        var slope = new float[past[0].Length];
        Combine(slope, 0, [.. weights.Select((w, i) => (w, past[^(i + 1)]))]);
        return slope;
    }

    // Liu et al. 2022, eq. 11: DDIM's step, with another slope.
    private void Transfer(float[] z, int from, int to, float[] slope, Span<float> result)
    {
        var (a, b) = (_time[from], _time[to]);
        var noise = Noise(a, slope, z);
        var denominator = a.Alpha * a.Alpha * b.Sigma + a.Alpha * a.Sigma * b.Alpha;
        Sum(b.Alpha / a.Alpha, z, -(b.Alpha * b.Alpha - a.Alpha * a.Alpha) / denominator, noise).CopyTo(result);
    }
}
