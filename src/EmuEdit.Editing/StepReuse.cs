namespace EmuEdit.Editing;

/// <summary>
/// Leaves out calls of the network whose answer is nearly that of the call before: how much a latent's change changes the prediction is measured at each call that is made, and what reuse would be wrong by
/// is added up until it reaches a limit (EasyCache: Zhou et al. 2025). The first two calls and the last are always made.
/// </summary>
/// <param name="limit">Error that is allowed before a call is made, over the prediction's size; 0 makes every call.</param>
/// <param name="calls">Calls of the run.</param>
internal sealed class StepReuse(double limit, int calls)
{
    // The latent of the last call, that of the last which was made, and what the network said of it.
    private float[] _latent = [], _made = [], _prediction = [];
    private double _rate = double.PositiveInfinity, _error;
    private int _call;

    /// <summary>Whether the next call takes the prediction of the one before.</summary>
    /// <param name="z">Its latent.</param>
    public bool Skips(ReadOnlySpan<float> z)
    {
        if (limit <= 0 || ++_call is var call && (call <= 2 || call == calls))
            return false;
        _error += _rate * Distance(z, _latent) / Distance(_prediction, new float[_prediction.Length]);
        z.CopyTo(_latent);
        return _error < limit;
    }

    /// <summary>Tells of a call that was made.</summary>
    public void Made(ReadOnlySpan<float> z, ReadOnlySpan<float> prediction)
    {
        if (limit <= 0)
            return;
        if (_prediction.Length > 0)
            _rate = Distance(prediction, _prediction) / Distance(z, _made);
        (_latent, _made, _prediction, _error) = (z.ToArray(), z.ToArray(), prediction.ToArray(), 0);
    }

    // From the first to the last: an order that depends on where the numbers lie would now and then decide otherwise.
    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)(a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
