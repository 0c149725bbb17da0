using System.Collections.Concurrent;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// The samples of a data set without those that cannot be read, such as one with a truncated image; the next sample takes its place. A data
/// set with too many unreadable samples is refused. Thread-safe.
/// </summary>
/// <param name="dataset">The data set.</param>
/// <param name="log">Receives which samples are skipped: the first ones by name, and then their number.</param>
public sealed class ReadableSamples(IEditDataset dataset, Action<string> log)
{
    /// <summary>Number of samples that may be skipped in any data set. In a large one, a share may be skipped instead.</summary>
    public const int Allowance = 10;

    private const double AllowedShare = 0.01;
    private const int Named = 10, Told = 100;

    private readonly ConcurrentDictionary<long, string> _passedOver = new();

    /// <summary>Number of samples that were skipped so far.</summary>
    public int PassedOver => _passedOver.Count;

    /// <summary>Reads a sample, or the next one that can be read.</summary>
    /// <param name="index">Index of the sample, within the range.</param>
    /// <param name="first">First index of the range.</param>
    /// <param name="end">The index after the last of the range. The last sample is followed by the first.</param>
    /// <exception cref="InvalidInputException">No sample of the range can be read, or too many cannot.</exception>
    public EditSample Sample(long index, long first, long end)
    {
        for (var next = 0L; next < end - first; next++)
        {
            var place = first + (index - first + next) % (end - first);
            if (_passedOver.ContainsKey(place))
                continue;
            try
            {
                return dataset.Sample(place);
            }
            catch (InvalidInputException e)
            {
                PassOver(place, e.Given);
            }
        }
        throw Refusal();
    }

    private void PassOver(long index, string problem)
    {
        if (!_passedOver.TryAdd(index, problem))
            return;
        var count = _passedOver.Count;
        if (count > Math.Max(Allowance, AllowedShare * dataset.Count))
            throw Refusal();
        if (count <= Named)
            log($"passed over: {problem}");
        else if (count % Told == 0)
            log($"passed over: {count} of {dataset.Count} samples");
    }

    private InvalidInputException Refusal() =>
        new(
            $"{_passedOver.Count} of {dataset.Count} samples that cannot be read, such as: "
                + $"{string.Join("; ", _passedOver.OrderBy(p => p.Key).Take(3).Select(p => p.Value))}",
            $"up to {Allowance}, or {AllowedShare:0%} of them",
            "mend them, or leave their files out"
        );
}
