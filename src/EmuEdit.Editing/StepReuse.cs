namespace EmuEdit.Editing;

/// <summary>
/// Skips network calls whose result is close to the previous one (EasyCache: Zhou et al. 2025). Each
/// call that is made measures how much a change of the latent changes the prediction. The estimated
/// error of reuse adds up until it reaches a limit. The first two calls and the last are always made.
/// </summary>
/// <param name="limit">Error, relative to the size of the prediction, at which a call is made. 0 makes every call.</param>
/// <param name="calls">Number of calls in the run.</param>
internal sealed class StepReuse(double limit, int calls)
{
    // The latent of the last call, the latent of the last call that was made, and the network's prediction for it.
    private float[] _latent = [], _made = [], _prediction = [];
    private double _rate = double.PositiveInfinity, _error;
    private int _call;

    /// <summary>Returns whether the next call reuses the previous prediction.</summary>
    /// <param name="z">Latent of the next call.</param>
    public bool Skips(ReadOnlySpan<float> z)
    {
        if (limit <= 0 || ++_call is var call && (call <= 2 || call == calls))
            return false;
        _error += _rate * Distance(z, _latent) / Distance(_prediction, new float[_prediction.Length]);
        z.CopyTo(_latent);
        return _error < limit;
    }

    /// <summary>Records a call that was made.</summary>
    public void Made(ReadOnlySpan<float> z, ReadOnlySpan<float> prediction)
    {
        if (limit <= 0)
            return;
        if (_prediction.Length > 0)
            _rate = Distance(prediction, _prediction) / Distance(z, _made);
        (_latent, _made, _prediction, _error) = (z.ToArray(), z.ToArray(), prediction.ToArray(), 0);
    }

    // Sums from first to last: an order that depends on memory alignment would occasionally change the decision.
    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)(a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
