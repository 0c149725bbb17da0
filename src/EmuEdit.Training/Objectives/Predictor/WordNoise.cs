using EmuEdit.Core;

namespace EmuEdit.Training.Predictor;

/// <summary>
/// Adds meaningless words to instructions, because unknown words are meaningless, too. Random
/// tokens replace some words, and some are inserted. Half of the insertions are at the front, so
/// that no position in a sentence is reliable ("please blur it").
/// </summary>
/// <param name="vocabulary">Number of token ids.</param>
/// <param name="replaced">Share of words that are replaced.</param>
/// <param name="inserted">Maximum number of inserted tokens.</param>
internal sealed class WordNoise(int vocabulary, double replaced, int inserted)
{
    /// <summary>Returns noisy token ids of the same length.</summary>
    /// <param name="ids">Token ids: start, words, and end tokens to the end.</param>
    /// <param name="random">Random numbers of this sample.</param>
    public long[] Apply(long[] ids, CounterRandom random)
    {
        var end = ids[^1];
        var words = ids.Skip(1)
            .TakeWhile(id => id != end)
            .Select(id => random.NextSingle() < replaced ? random.Next(vocabulary) : id)
            .ToList();
        for (var left = random.Next(inserted + 1); left > 0; left--)
            words.Insert(random.Next(2) == 0 ? 0 : random.Next(words.Count + 1), random.Next(vocabulary));
        return [ids[0], .. words.Concat(Enumerable.Repeat(end, ids.Length)).Take(ids.Length - 2), end];
    }
}
