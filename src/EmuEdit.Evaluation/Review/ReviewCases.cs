using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>An edit request whose concern is known.</summary>
/// <param name="Group">What kind of request it is, for the report.</param>
/// <param name="Input">The input image.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Expected">The concern that a review should have. Null: none.</param>
public sealed record ReviewCase(string Group, Image Input, string Instruction, EditConcernKind? Expected);

/// <summary>
/// Edit requests on the built-in world: good ones, of which a review should have no concern, and
/// doubtful ones of each kind.
/// </summary>
/// <param name="seed">Seed of the world, and of the choices.</param>
/// <param name="size">Side of the images, in pixels.</param>
public sealed class ReviewCases(long seed, int size)
{
    private const int ChoiceStream = 0x52;

    private static readonly string[] s_requests =
    [
        "remove the {0}",
        "make the {0} bigger",
        "paint the {0} blue",
        "find the {0}",
        "turn the {0} into a cone",
        "give the {0} a striped texture",
        "segment the {0}",
    ];

    private static readonly string[] s_unknownThings = ["giraffe", "car", "purple giraffe", "dog", "house", "red bicycle", "boat", "cat"];

    private static readonly string[] s_notEdits =
    [
        "what is this?",
        "how many objects are there?",
        "where is the red sphere",
        "who made this picture?",
        "is it night?",
        "asdkfj",
        "qwpoe rtzu xxcv",
        "lorem ipsum dolor sit amet",
        "rends le ciel rouge",
        "enlève la sphère rouge",
        "mach das Bild dunkler",
        "entferne bitte den roten Würfel",
        "haz que sea de noche",
        "1234 5678",
    ];

    private static readonly string[] s_conjunctions = [" and ", " and then ", ", then ", ". ", "; "];

    private readonly WorldDataset _seen = new(seed, size), _heldOut = new(seed, size, heldOut: true);

    /// <summary>Samples of the sixteen tasks, in seen and held-out phrasings.</summary>
    public IEnumerable<ReviewCase> Good(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => (i % 2 == 0 ? _seen : _heldOut).Sample(i, EditTask.All[i % EditTask.All.Count]))
            .Select(s => new ReviewCase("good", s.Input, s.Instruction, Expected: null));

    /// <summary>Requests about objects that are clearly visible.</summary>
    public IEnumerable<ReviewCase> Visible(int count) =>
        Range(count, "object is visible", null, (scene, random) => random.Pick(random.Pick(scene.Objects).Phrases));

    /// <summary>Requests about objects of other images.</summary>
    public IEnumerable<ReviewCase> Absent(int count) =>
        Range(count, "object is not there", EditConcernKind.ObjectNotFound, (scene, random) =>
        {
            var there = scene.Objects.SelectMany(o => o.Phrases).ToHashSet();
            while (true)
                if (random.Pick(random.Pick(Picture(random.Next(1 << 20)).Objects).Phrases) is var phrase
                && !there.Contains(phrase)
                && !scene.Absent.Contains(phrase))
                    return phrase;
        });

    /// <summary>Requests about objects that differ in one property from one that is there.</summary>
    public IEnumerable<ReviewCase> NearlyThere(int count) =>
        Range(count, "a similar object is there", EditConcernKind.ObjectNotFound, (scene, random) => random.Pick(scene.Absent));

    /// <summary>Requests about things that the world does not have.</summary>
    public IEnumerable<ReviewCase> UnknownThings(int count) =>
        Range(count, "unknown word", EditConcernKind.UnknownWords, (_, random) => random.Pick(s_unknownThings));

    /// <summary>Questions, other languages and no language.</summary>
    public IEnumerable<ReviewCase> NotEdits() =>
        s_notEdits.Select((text, i) => new ReviewCase("no edit", Picture(i).Picture, text, EditConcernKind.NotAnEdit));

    /// <summary>Two edits in one instruction.</summary>
    public IEnumerable<ReviewCase> Several(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i =>
            {
                var (first, second) = (_seen.Sample(2 * i), _seen.Sample(2 * i + 1));
                var text = first.Instruction + s_conjunctions[i % s_conjunctions.Length] + second.Instruction;
                return new ReviewCase("two edits", first.Input, text, EditConcernKind.SeveralEdits);
            });

    /// <summary>
    /// Images that the world never renders: noise of all spectra, as photographs and textures have
    /// them, and flat patterns.
    /// </summary>
    public IEnumerable<ReviewCase> UnusualImages(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => new ReviewCase(
                "unusual picture",
                UnusualImage.Generate(new CounterRandom(seed, i, ChoiceStream), size),
                "make it night",
                EditConcernKind.UnusualImage
            ));

    private AnnotatedImage Picture(long index) => _seen.Annotated(index);

    private IEnumerable<ReviewCase> Range(
        int count,
        string group,
        EditConcernKind? expected,
        Func<AnnotatedImage,
        CounterRandom,
        string> phrase
    ) =>
        Enumerable
            .Range(0, count)
            .Select(i =>
            {
                var (scene, random) = (Picture(i), new CounterRandom(seed, i, ChoiceStream));
                return new ReviewCase(group, scene.Picture, string.Format(random.Pick(s_requests), phrase(scene, random)), expected);
            });
}
