using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>
/// Finds what is edited in the first images: text, and the objects that instructions name
/// (detector, then segmenter).
/// </summary>
internal sealed class AreaFinder(PairModels models, float minConfidence)
{
    private const string TextPhrase = "text", Conjunction = " and ";

    private static readonly string[] Articles = ["the ", "a ", "an "];

    /// <summary>
    /// Returns the images in their order, with their areas, without those in which nothing is
    /// found.
    /// </summary>
    public IReadOnlyList<FirstImage> Find(IReadOnlyList<FirstImage> images, PairOutcomes outcomes)
    {
        var areas = new Dictionary<int, GroundedArea>();
        FindText([.. images.Where(i => i.Draft.Recipe.MaskTarget is MaskTarget.Text)], areas, outcomes);
        FindObjects(
            [.. images.Where(i => i.Draft.Recipe.MaskTarget is MaskTarget.Foreground or MaskTarget.Background && CanFind(i, outcomes))],
            areas,
            outcomes
        );
        return
        [
            .. images
                .Where(i => i.Draft.Recipe.MaskTarget is MaskTarget.Nothing || areas.ContainsKey(i.Draft.Place))
                .Select(i => i with { Area = areas.GetValueOrDefault(i.Draft.Place) }),
        ];
    }

    private void FindText(IReadOnlyList<FirstImage> images, Dictionary<int, GroundedArea> areas, PairOutcomes outcomes)
    {
        if (images.Count == 0)
            return;
        if (models.Text is { } finder)
            foreach (var (image, mask) in images.Zip(finder.Find([.. images.Select(i => (i.Picture, i.Draft.Request))])))
                areas[image.Draft.Place] = new(TextPhrase, mask, Box.Of(mask), Confidence: null);
        else
            foreach (var image in images)
                outcomes.Fail(image.Draft, PairOutcomes.Grounding, "there is no model that finds text");
    }

    private bool CanFind(FirstImage image, PairOutcomes outcomes)
    {
        var problem =
            string.IsNullOrEmpty(image.Draft.Instruction.EditedObject) ? "the instruction names no object"
            : models.Detector is null || models.Segmenter is null ? "the bundle has no detector or no segmenter"
            : null;
        if (problem is not null)
            outcomes.Fail(image.Draft, PairOutcomes.Grounding, problem);
        return problem is null;
    }

    // A phrase may join several objects with "and"; all of them are edited.
    private void FindObjects(IReadOnlyList<FirstImage> images, Dictionary<int, GroundedArea> areas, PairOutcomes outcomes)
    {
        if (images.Count == 0)
            return;
        var queries = images.SelectMany(i => Phrases(i).Select(phrase => (Image: i, Phrase: phrase))).ToArray();
        var found = models.Detector!.Detect([.. queries.Select(q => (q.Image.Picture, q.Phrase))]);
        var masks = models.Segmenter!.Segment([.. queries.Zip(found, (q, d) => (q.Image.Picture, d.Box))]);
        foreach (var group in queries.Index().GroupBy(q => q.Item.Image.Draft.Place))
        {
            var (draft, first) = (group.First().Item.Image.Draft, group.First().Index);
            var area = new GroundedArea(
                draft.Instruction.EditedObject!,
                Union([.. group.Select(q => masks[q.Index])]),
                found[first].Box,
                group.Min(q => found[q.Index].Confidence)
            );
            if (area.Confidence < minConfidence)
                outcomes.Fail(draft, PairOutcomes.Grounding, NotFound(area), area.Confidence.Value);
            else if (area.Mask.Count == 0 || area.Box.Area == 0)
                outcomes.Fail(draft, PairOutcomes.Grounding, $"the mask of '{area.Phrase}' is empty");
            else
                areas[draft.Place] = area;
        }
    }

    private string NotFound(GroundedArea area) =>
        FormattableString.Invariant(
            $"the detector does not find '{area.Phrase}' in the picture ({area.Confidence:0.00}, below {minConfidence:0.00})"
        );

    private static IEnumerable<string> Phrases(FirstImage image)
    {
        var phrase = image.Draft.Instruction.EditedObject!;
        string[] phrases =
            image.Draft.Recipe.MaskTarget is MaskTarget.Background
                ? phrase.Split(Conjunction, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : [phrase];
        return phrases.Select(WithoutArticle);
    }

    private static string WithoutArticle(string phrase) =>
        Articles.FirstOrDefault(article => phrase.StartsWith(article, StringComparison.OrdinalIgnoreCase)) is { } found
            ? phrase[found.Length..]
            : phrase;

    private static Mask Union(Mask[] masks)
    {
        var union = new Mask(masks[0].Width, masks[0].Height);
        foreach (var mask in masks)
            for (var i = 0; i < union.Pixels.Length; i++)
                union.Pixels[i] |= mask.Pixels[i];
        return union;
    }
}

/// <summary>What was found in an image.</summary>
/// <param name="Phrase">The phrase that was looked for.</param>
/// <param name="Mask">The pixels; not empty for objects.</param>
/// <param name="Box">The box; of several objects, that of the first.</param>
/// <param name="Confidence">
/// The detector's confidence, 0 to 1; of several objects, the lowest. Null for text.
/// </param>
internal sealed record GroundedArea(string Phrase, Mask Mask, Box Box, float? Confidence);
