using System.Numerics;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// An endless order over a data set: epoch after epoch, with every sample once per epoch, in another order each time. The sample at a
/// position depends only on (seed, count, position) and nothing is stored, so a run can start anywhere. An epoch's order is a Feistel
/// network over the smallest square domain that holds the samples (Luby and Rackoff 1988). A result outside the samples is sent through it
/// again until it is a sample (Black and Rogaway 2002).
/// </summary>
/// <param name="seed">Seed of the orders.</param>
/// <param name="count">Number of samples, at least 1.</param>
public sealed class EpochShuffle(long seed, long count)
{
    // Four rounds are enough for large sets. Small sets have few values per half, so there are two more.
    private const int Rounds = 6, Stream = 5, StreamStep = 16;

    private readonly long _count = count >= 1 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "At least 1 sample.");
    private readonly int _halfBits = Math.Max(1, (BitOperations.Log2((ulong)(count - 1)) + 2) / 2);

    /// <summary>The sample at a position.</summary>
    /// <param name="position">Position, at least 0; epoch e begins at e * count.</param>
    /// <returns>The sample's index, 0 to count - 1.</returns>
    public long this[long position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            var (epoch, sample) = Math.DivRem(position, _count);
            do
                sample = Permute(epoch, sample);
            while (sample >= _count);
            return sample;
        }
    }

    private long Permute(long epoch, long place)
    {
        var mask = (1L << _halfBits) - 1;
        var (left, right) = (place >> _halfBits, place & mask);
        for (var round = 0; round < Rounds; round++)
            (left, right) = (right, left ^ (Draw(epoch, right, round) & mask));
        return (left << _halfBits) | right;
    }

    private uint Draw(long epoch, long half, int round) =>
        new CounterRandom(seed, (epoch << 32) | half, Stream + StreamStep * round).NextUInt32();
}
