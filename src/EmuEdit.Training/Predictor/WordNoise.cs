using EmuEdit.Core;

namespace EmuEdit.Training.Predictor;

/// <summary>
/// Makes instructions with words that mean nothing, as words never seen do: some are replaced by random tokens, and some random tokens are put in,
/// half of the time in front, so that no place in a sentence can be relied on ("please blur it").
/// </summary>
/// <param name="vocabulary">Token ids there are.</param>
/// <param name="replaced">Share of words replaced.</param>
/// <param name="inserted">At most so many are put in.</param>
internal sealed class WordNoise(int vocabulary, double replaced, int inserted)
{
    /// <summary>Noisy token ids of as many tokens.</summary>
    /// <param name="ids">Start, words, and the end token to the end.</param>
    /// <param name="random">Of this sample.</param>
    public long[] Apply(long[] ids, CounterRandom random)
    {
        var end = ids[^1];
        var words = ids.Skip(1).TakeWhile(id => id != end).Select(id => random.NextSingle() < replaced ? random.Next(vocabulary) : id).ToList();
        for (var left = random.Next(inserted + 1); left > 0; left--)
            words.Insert(random.Next(2) == 0 ? 0 : random.Next(words.Count + 1), random.Next(vocabulary));
        return [ids[0], .. words.Concat(Enumerable.Repeat(end, ids.Length)).Take(ids.Length - 2), end];
    }
}
