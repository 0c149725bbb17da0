namespace EmuEdit.Core;

/// <summary>
/// Random numbers from a counter: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011). The numbers depend only on (seed, index, stream). Sample <c>index</c> is
/// therefore the same on every machine, in any order and from any caller.
/// </summary>
public sealed class CounterRandom
{
    private readonly uint _key0, _key1, _index0, _index1, _stream;
    private uint _block;
    private uint _a, _b, _c, _d;
    private int _left;

    /// <summary>Creates the generator of one sample.</summary>
    /// <param name="seed">Seed of the whole run.</param>
    /// <param name="index">Index of the sample; at least 0.</param>
    /// <param name="stream">
    /// Number of the use within the sample; default 0. Each use has a stream of its own, so that
    /// one use never shifts the numbers of another.
    /// </param>
    public CounterRandom(long seed, long index = 0, int stream = 0)
    {
        (_key0, _key1) = ((uint)seed, (uint)(seed >> 32));
        (_index0, _index1) = ((uint)index, (uint)(index >> 32));
        _stream = (uint)stream;
    }

    /// <summary>Returns a number that is uniform over all 32-bit values.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_a, _b, _c, _d) = Philox(_block++, _stream, _index0, _index1, _key0, _key1);
            _left = 4;
        }
        return _left-- switch { 4 => _a, 3 => _b, 2 => _c, _ => _d };
    }

    /// <summary>Returns a number that is uniform in [0, 1), with 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Returns a number that is uniform in [low, high).</summary>
    public float NextSingle(float low, float high) => low + (high - low) * NextSingle();

    /// <summary>Returns an integer that is uniform over 0 ... count - 1.</summary>
    public int Next(int count) => (int)(((ulong)NextUInt32() * (uint)count) >> 32);

    /// <summary>Returns true with the given probability.</summary>
    public bool Chance(float probability) => NextSingle() < probability;

    /// <summary>Returns one of the items; each is equally likely.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Returns the items in random order (Fisher-Yates), in a new list.</summary>
    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        var list = items.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
        return list;
    }

    /// <summary>Returns a standard normal number (Box-Muller).</summary>
    public float NextGaussian()
    {
        var u = 1.0 - NextUInt32() * (1.0 / 4294967296.0);
        var v = NextUInt32() * (1.0 / 4294967296.0);
        return (float)(Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
    }

    /// <summary>Returns <paramref name="count"/> standard normal numbers.</summary>
    public float[] Gaussians(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = NextGaussian();
        return values;
    }

    private static (uint, uint, uint, uint) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)0xD2511F53u * c0;
            var p1 = (ulong)0xCD9E8D57u * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        return (c0, c1, c2, c3);
    }
}
