using System.Collections.Concurrent;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// The samples of a data set without those that cannot be read, such as one with an image that was cut off: the next one stands in for it.
/// A data set of which many cannot be read is refused. Thread-safe.
/// </summary>
/// <param name="dataset">The data set.</param>
/// <param name="log">Told which are passed over: the first ones by name, and then how many.</param>
public sealed class ReadableSamples(IEditDataset dataset, Action<string> log)
{
    /// <summary>So many may be passed over in any data set, and in a large one this share.</summary>
    public const int Allowance = 10;

    private const double AllowedShare = 0.01;
    private const int Named = 10, Told = 100;

    private readonly ConcurrentDictionary<long, string> _passedOver = new();

    /// <summary>How many are passed over until now.</summary>
    public int PassedOver => _passedOver.Count;

    /// <summary>A sample, or the first one after it that can be read.</summary>
    /// <param name="index">Which, within the range.</param>
    /// <param name="first">First index of the range.</param>
    /// <param name="end">Index behind it; after its last sample comes its first.</param>
    /// <exception cref="InvalidInputException">None of the range can be read, or too many cannot.</exception>
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

    private InvalidInputException Refusal() => new(
        $"{_passedOver.Count} of {dataset.Count} samples that cannot be read, such as: {string.Join("; ", _passedOver.OrderBy(p => p.Key).Take(3).Select(p => p.Value))}",
        $"up to {Allowance}, or {AllowedShare:0%} of them", "mend them, or leave their files out");
}
