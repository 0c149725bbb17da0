using EmuEdit.Core;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Training.Tests.Predictor;

public class WordNoiseTests
{
    private const int Vocabulary = 1000, Start = 2000, End = 2001;

    private static readonly long[] s_words = [1001, 1002, 1003], s_ids = [Start, .. s_words, End, End, End, End];

    [Fact]
    public void Apply_WithoutNoise_ChangesNothing() =>
        Assert.Equal(s_ids, new WordNoise(Vocabulary, 0, 0).Apply(s_ids, new(1)));

    [Fact]
    public void Apply_WithInsertions_KeepsTheWordsInOrder()
    {
        var noise = new WordNoise(Vocabulary, 0, 3);
        for (var i = 0; i < 100; i++)
        {
            var noisy = noise.Apply(s_ids, new CounterRandom(1, i));
            Assert.Equal((s_ids.Length, Start, End), (noisy.Length, noisy[0], noisy[^1]));
            Assert.Equal(s_words, noisy.Where(id => id is > Vocabulary and < Start));
        }
    }

    [Fact]
    public void Apply_ToALongInstruction_KeepsItsLength()
    {
        long[] full = [Start, 1001, 1002, 1003, 1004, End];
        for (var i = 0; i < 100; i++)
        {
            var noisy = new WordNoise(Vocabulary, 0.5, 8).Apply(full, new CounterRandom(1, i));
            Assert.Equal((full.Length, Start, End), (noisy.Length, noisy[0], noisy[^1]));
        }
    }

    [Fact]
    public void Apply_WithReplacements_ReplacesTheirShare()
    {
        var noise = new WordNoise(Vocabulary, 0.3, 0);
        var replaced = Enumerable.Range(0, 1000).Sum(i => noise.Apply(s_ids, new CounterRandom(1, i)).Count(id => id < Vocabulary));
        // 3000 draws: four deviations are 0.033.
        Assert.Equal(0.3, replaced / 3000.0, 0.034);
    }
}
