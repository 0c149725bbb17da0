using EmuEdit.Core;

namespace EmuEdit.World.Tests;

public class AnnotatedTests
{
    private readonly WorldDataset _world = new(21, 48);

    private IEnumerable<AnnotatedImage> Pictures => Enumerable.Range(0, 60).Select(i => _world.Annotated(i));

    [Fact]
    public void Annotated_SameSeedAndIndex_IsTheSame()
    {
        var (a, b) = (_world.Annotated(5), new WorldDataset(21, 48).Annotated(5));
        Assert.Equal(a.Picture.Pixels, b.Picture.Pixels);
        Assert.Equal(a.Absent, b.Absent);
    }

    [Fact]
    public void Annotated_Objects_CanBeSeenAndLieInTheirBoxes() => Assert.All(Pictures.SelectMany(p => p.Objects), o =>
    {
        Assert.InRange(o.Mask.Count, 18, 48 * 48);
        Assert.InRange(o.Box.Area, o.Mask.Count, 48 * 48);
    });

    [Fact]
    public void Annotated_Objects_AreNearerThanTheFarthestAndDepthIsAShare() => Assert.All(Pictures, p =>
    {
        Assert.All(p.Depth, d => Assert.InRange(d, 0, 1));
        Assert.All(p.Objects, o => Assert.True(o.Mask.Pixels.Zip(p.Depth).Where(m => m.First != 0).Average(m => m.Second) > 0.1));
    });

    [Fact]
    public void Annotated_Phrases_NameOneThingOrNothing() => Assert.All(Pictures, p =>
    {
        var phrases = p.Objects.SelectMany(o => o.Phrases).ToList();
        Assert.Equal(phrases.Count, phrases.Distinct().Count());
        Assert.Equal(4, p.Absent.Distinct().Count());
        Assert.Empty(p.Absent.Intersect(phrases));
    });

    [Fact]
    public void Annotated_Absences_AreMostlyOneWordAwayFromWhatIsThere()
    {
        var near = Pictures.Average(p =>
            p.Absent.Average(a => p.Objects.Any(o => o.Phrases.Any(n => n.Split(' ').Intersect(a.Split(' ')).Any())) ? 1.0 : 0)
        );
        Assert.InRange(near, 0.6, 1);
    }

    [Fact]
    public void Annotated_Phrases_AreOfTheVocabulary()
    {
        var vocabulary = WorldVocabulary.Words.ToHashSet();
        Assert.All(
            Pictures.SelectMany(p => p.Absent.Concat(p.Objects.SelectMany(o => o.Phrases))).SelectMany(WorldVocabulary.Split),
            word => Assert.Contains(word, vocabulary)
        );
    }
}
