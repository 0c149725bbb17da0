using System.Globalization;

namespace EmuEdit.Imaging;

/// <summary>One axis: maps values to the unit interval and places ticks at round numbers.</summary>
internal sealed class Scale
{
    private readonly double _low, _high;
    private readonly bool _log;

    private Scale(double low, double high, bool log, IReadOnlyList<double> ticks) => (_low, _high, _log, Ticks) = (low, high, log, ticks);

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Maps a value: 0 at the low end, 1 at the high end.</summary>
    public double Place(double value) => ((_log ? Math.Log10(value) : value) - _low) / (_high - _low);

    /// <summary>
    /// Creates an axis that ends at its outermost ticks, about <paramref name="count"/> of them (steps of 1, 2 or 5 times a power of ten).
    /// </summary>
    public static Scale Linear(IReadOnlyCollection<double> values, int count, bool loose = true)
    {
        var (low, high) = Ends(values);
        var step = RoundStep((high - low) / count);
        var (first, last) = loose
            ? (Math.Floor(low / step + 1e-9), Math.Ceiling(high / step - 1e-9))
            : (Math.Ceiling(low / step - 1e-9), Math.Floor(high / step + 1e-9));
        var ticks = Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).ToList();
        return loose ? new(first * step, last * step, false, ticks) : new(low, high, false, ticks);
    }

    /// <summary>Creates a logarithmic axis over whole decades, with ticks at 1, 2 and 5 when there are at most two decades.</summary>
    public static Scale Logarithmic(IReadOnlyCollection<double> values)
    {
        var (low, high) = Ends(values.Where(v => v > 0).Select(Math.Log10).ToList());
        var (from, to) = (Math.Floor(low + 1e-9), Math.Max(Math.Floor(low + 1e-9) + 1, Math.Ceiling(high - 1e-9)));
        double[] within = to - from <= 2 ? [1, 2, 5] : [1];
        var ticks = Enumerable
            .Range((int)from, (int)(to - from) + 1)
            .SelectMany(e => within.Select(m => m * Math.Pow(10, e)))
            .Where(t => Math.Log10(t) <= to + 1e-9)
            .ToList();
        return new(from, to, true, ticks);
    }

    /// <summary>Formats a tick's label: short, without binary rounding noise.</summary>
    public static string Format(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e3 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        < 1e-3 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    private static (double Low, double High) Ends(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return (0, 1);
        var (low, high) = (values.Min(), values.Max());
        var pad = low == high ? Math.Max(Math.Abs(low) * 0.1, 1e-9) : 0;
        return (low - pad, high + pad);
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 } * power;
    }
}
