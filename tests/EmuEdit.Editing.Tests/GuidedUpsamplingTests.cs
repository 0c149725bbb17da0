using EmuEdit.Core;

namespace EmuEdit.Editing.Tests;

public sealed class GuidedUpsamplingTests
{
    private const int Size = 12, Area = Size * Size;

    [Fact]
    public void Fit_NothingChanged_IsExactlyTheIdentity()
    {
        var given = Colours(1);
        var gains = GuidedUpsampling.Fit(given, given, Size, Size);
        for (var i = 0; i < gains.Length; i++)
            Assert.Equal(i / Area % 4 == 0 ? 1f : 0f, gains[i]);
    }

    [Fact]
    public void Fit_EditThatIsALinearMapOfColours_FindsTheMap()
    {
        // Channels swapped and damped, and all of it brighter: far enough from the input that the fit alone counts.
        float[] map = [0, 0.3f, 0, 0, 0, 0.3f, 0.3f, 0, 0];
        var given = Colours(2);
        var edited = Map(given, map, offset: 3);
        var gains = GuidedUpsampling.Fit(given, edited, Size, Size);
        // At the border windows are smaller and the ridge counts for more.
        for (var entry = 0; entry < GuidedUpsampling.Entries; entry++)
            for (var y = 1; y < Size - 1; y++)
                for (var x = 1; x < Size - 1; x++)
                    Assert.Equal(map[entry], gains[entry * Area + y * Size + x], 0.05f);
    }

    [Fact]
    public void Fit_EditToOneFlatColour_LetsNoDetailThrough() =>
        Assert.All(
            GuidedUpsampling.Fit(Colours(3), [.. Enumerable.Repeat(2f, 3 * Area)], Size, Size),
            gain => Assert.Equal(0, gain, 1e-3f)
        );

    [Fact]
    public void Fit_FlatPicture_IsFinite() =>
        Assert.All(
            GuidedUpsampling.Fit(new float[3 * Area], [.. Enumerable.Repeat(0.5f, 3 * Area)], Size, Size),
            gain => Assert.True(float.IsFinite(gain))
        );

    private static float[] Colours(int seed)
    {
        var random = new CounterRandom(seed);
        return [.. Enumerable.Range(0, 3 * Area).Select(_ => random.NextSingle(-1, 1))];
    }

    private static float[] Map(float[] given, float[] map, float offset) =>
        [
            .. Enumerable
                .Range(0, given.Length)
                .Select(i => offset + Enumerable.Range(0, 3).Sum(c => map[3 * (i / Area) + c] * given[c * Area + i % Area])),
        ];
}
