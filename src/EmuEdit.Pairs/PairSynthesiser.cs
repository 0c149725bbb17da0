using EmuEdit.Core;
using EmuEdit.Editing;

namespace EmuEdit.Pairs;

/// <summary>
/// Makes image pairs from instructions (Emu Edit, "pair generation"), for many samples at once, so that their
/// images share the network's batches. It first makes the input images, then grounds what is edited in them, then
/// makes the edited images. The requests, in this order, and the options determine the result. Not thread-safe.
/// </summary>
public sealed class PairSynthesiser
{
    private static readonly string[] Articles = ["the ", "a ", "an "];

    private readonly PairModels _models;
    private readonly SynthesisOptions _options;
    private readonly LatentModel _model;

    /// <summary>Creates a synthesiser.</summary>
    /// <param name="models">The models. They must outlive the synthesiser.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="InvalidInputException">An option is out of range, or the bundle has no text-to-image model.</exception>
    public PairSynthesiser(PairModels models, SynthesisOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        (_models, _options) = (models, (options ?? new()).Validated());
        _model = new(models.Bundle, _options.Batch, _options.BetweenCalls);
        if (_options.Source is ImageSource.Rendered && models.Rendered is null)
            throw new InvalidInputException(
                "rendered pictures without the built-in world",
                "drawn pictures",
                "leave the source out, or take instructions from the world"
            );
    }

    /// <summary>Makes the candidates of each request.</summary>
    /// <param name="requests">Instructions of any tasks.</param>
    /// <param name="cancellationToken">Stops after the current denoising step.</param>
    /// <returns>One outcome per request: the candidates, or why there are none.</returns>
    /// <exception cref="InvalidInputException">A task has no recipe, or a model fails.</exception>
    public IReadOnlyList<PairOutcome> Synthesise(IReadOnlyList<PairRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var works = requests.Select(r => new PairWork(r)).ToArray();
        FindImages(works, cancellationToken);
        Ground(Alive(works));
        DrawEdited(Alive(works), cancellationToken);
        Mark(Alive(works));
        Filter(Alive(works));
        Translate(Alive(works));
        Edit(Alive(works), cancellationToken);
        return [.. works.Select(w => w.Outcome())];
    }

    private void FindImages(PairWork[] works, CancellationToken cancellationToken)
    {
        foreach (var work in works)
            work.Source = NeedsRendered(work) ? ImageSource.Rendered : _options.Source;
        foreach (var work in works.Where(w => w.Source is ImageSource.Rendered))
            if (_models.Rendered is { } rendered)
                work.Picture = rendered.Image(work.Request, after: work.Backwards);
            else
                work.Fail("picture", 0, $"the annotator of task {work.Recipe.Task} knows pictures of the built-in world only");
        var drawn = Alive(works).Where(w => w.Source is ImageSource.Generated).ToArray();
        foreach (
            var (work, trajectory) in drawn.Zip(
                Drawing.Draw(
                    _model,
                    [.. drawn.Select(w => (w.FirstCaption, w.Noise()))],
                    _options.Steps,
                    _options.Guidance,
                    cancellationToken
                )
            )
        )
            (work.Picture, work.Trajectory) = (trajectory.Picture, trajectory);
        var inverted = Alive(works).Where(w => w.Grounded is { } recipe && (recipe.Inverted || w.Source is ImageSource.Rendered)).ToArray();
        foreach (
            var (work, trajectory) in inverted.Zip(
                Inversion.Invert(
                    _model,
                    [.. inverted.Select(w => (w.Picture!, w.FirstCaption, w.Noise()))],
                    _options.Steps,
                    cancellationToken
                )
            )
        )
            work.Trajectory = trajectory;
    }

    private bool NeedsRendered(PairWork work) =>
        work.Recipe switch
        {
            ImageTranslationRecipe recipe => recipe.AnnotatorOf(_models) is { KnowsRenderedOnly: true },
            GroundedRecipe { MaskTarget: MaskTarget.Text } => _models.Text is { KnowsRenderedOnly: true },
            _ => false,
        };

    private void Ground(PairWork[] works)
    {
        GroundText([.. works.Where(w => w.Grounded?.MaskTarget is MaskTarget.Text)]);
        var grounded = works
            .Where(w => w.Recipe is AnnotationRecipe || w.Grounded?.MaskTarget is MaskTarget.Foreground or MaskTarget.Background)
            .ToArray();
        foreach (var work in grounded)
            if (work.Instruction.EditedObject is not { Length: > 0 } phrase)
                work.Fail("grounding", 0, "the instruction names no object");
            else if (_models.Detector is null || _models.Segmenter is null)
                work.Fail("grounding", 0, "the bundle has no detector or no segmenter");
            else
                work.Phrase = phrase;
        GroundObjects(Alive(grounded));
    }

    // A phrase may join several objects with "and"; all of them are edited.
    private void GroundObjects(PairWork[] works)
    {
        var queries = works.SelectMany(w => Phrases(w).Select(phrase => (Work: w, Phrase: phrase))).ToArray();
        var found = queries.Zip(_models.Detector?.Detect([.. queries.Select(q => (q.Work.Picture!, q.Phrase))]) ?? []).ToArray();
        var masks = _models.Segmenter?.Segment([.. found.Select(f => (f.First.Work.Picture!, f.Second.Box))]) ?? [];
        foreach (var group in found.Zip(masks).GroupBy(f => f.First.First.Work))
        {
            var work = group.Key;
            work.Confidence = group.Min(f => f.First.Second.Confidence);
            work.Area = Union([.. group.Select(f => f.Second)]);
            work.Box = group.First().First.Second.Box;
            if (work.Confidence < _options.MinConfidence)
                work.Fail(
                    "grounding",
                    work.Confidence.Value,
                    FormattableString.Invariant(
                        $"the detector does not find '{work.Phrase}' in the picture ({work.Confidence:0.00}, below {_options.MinConfidence:0.00})"
                    )
                );
            else if (work.Area.Count == 0 || work.Box.Area == 0)
                work.Fail("grounding", 0, $"the mask of '{work.Phrase}' is empty");
        }
    }

    private void GroundText(PairWork[] works)
    {
        if (works.Length == 0)
            return;
        if (_models.Text is not { } finder)
        {
            foreach (var work in works)
                work.Fail("grounding", 0, "there is no model that finds text");
            return;
        }
        foreach (var (work, area) in works.Zip(finder.Find([.. works.Select(w => (w.Picture!, w.Request))])))
            (work.Area, work.Box, work.Phrase) = (area, Box.Of(area), "text");
    }

    private void DrawEdited(PairWork[] works, CancellationToken cancellationToken)
    {
        var grounded = works.Where(w => w.Grounded is not null).ToArray();
        var candidates = grounded.Select(w => Enumerable.Range(0, _options.Candidates).Select(k => Candidate(w, k)).ToArray()).ToArray();
        var pictures = GroundedEdit.Draw(
            _model,
            [.. grounded.Zip(candidates, (w, c) => (w.Trajectory!, (IReadOnlyList<EditedBranch>)[.. c.Select(b => b.Branch)]))],
            _options.Steps,
            _options.Guidance,
            cancellationToken
        );
        for (var w = 0; w < grounded.Length; w++)
            for (var k = 0; k < pictures[w].Length; k++)
                grounded[w].Add(pictures[w][k], candidates[w][k].Branch.Mask.Area(), candidates[w][k].Origin);
    }

    private (EditedBranch Branch, PairOrigin Origin) Candidate(PairWork work, int number)
    {
        var (recipe, random) = (work.Grounded!, work.Candidate(number));
        var (self, cross, input, features) = (
            recipe.SelfAttention.Draw(random),
            recipe.CrossAttention.Draw(random),
            recipe.InputSteps.Draw(random),
            recipe.Features.Draw(random)
        );
        if (_options.Grounding is Grounding.None)
            (self, cross, input, features) = (0, 0, 0, 0);
        MaskKind? kind =
            recipe.MaskTarget is MaskTarget.Nothing || _options.Grounding is not Grounding.Grounded
                ? null
                : _options.Mask ?? (MaskKind)(number % 3);
        var mask = kind is { } k ? EditMask.Around(work.Area!, Fitting(recipe, k)) : EditMask.Everything(_model.Size);
        if (kind is not null && recipe.MaskTarget is MaskTarget.Background)
            mask = mask.Complement();
        var branch = new EditedBranch(work.SecondCaption, mask, self, cross, features, input)
        {
            Noise =
                kind is not null && _options.OwnNoise && recipe.MaskTarget is not MaskTarget.Background
                    ? random.Gaussians(_model.Shape.Length)
                    : null,
        };
        return (
            branch,
            work.Origin(number) with
            {
                Method = recipe.Inverted || work.Source is ImageSource.Rendered ? "inversion" : "grounded",
                Mask = kind is { } m ? Fitting(recipe, m).ToString().ToLowerInvariant() : null,
                Steps = _options.Steps,
                Guidance = _options.Guidance,
                SelfAttention = self,
                CrossAttention = cross,
                Features = features,
                InputSteps = input,
            }
        );
    }

    // A box around the foreground would keep a frame of the old background.
    private static MaskKind Fitting(GroundedRecipe recipe, MaskKind kind) =>
        recipe.MaskTarget is MaskTarget.Background && kind is MaskKind.Box ? MaskKind.Precise : kind;

    private static void Mark(PairWork[] works)
    {
        foreach (var work in works)
            if (work.Recipe is AnnotationRecipe recipe)
            {
                var (target, region) = recipe.Mark(work.Picture!, work.Box, work.Area!);
                work.Add(target, region, work.Origin(0) with { Method = "annotator" });
            }
    }

    private static void Filter(PairWork[] works)
    {
        foreach (var work in works)
            if (work.Recipe is FilteredRecipe recipe)
            {
                if (recipe.FilterOf(work.Instruction.Instruction) is { } filter)
                    AddChanged(work, filter(work.Picture!), "filter");
                else
                    work.Fail("recipe", 0, "the instruction asks for no filter that is known");
            }
    }

    private void Translate(PairWork[] works)
    {
        foreach (var group in works.Where(w => w.Recipe is ImageTranslationRecipe).GroupBy(w => w.Recipe))
            if (((ImageTranslationRecipe)group.Key).AnnotatorOf(_models) is { } annotator)
                foreach (var (work, map) in group.Zip(annotator.Annotate([.. group.Select(w => (w.Picture!, w.Request))])))
                    AddChanged(work, map, annotator.KnowsRenderedOnly ? "truth" : "annotator");
            else
                foreach (var work in group)
                    work.Fail("recipe", 0, $"there is no model for {work.Recipe.Task}");
    }

    private void Edit(PairWork[] works, CancellationToken cancellationToken)
    {
        foreach (var work in works)
            if (work.Recipe is LearnedRecipe recipe)
            {
                var options = new EditOptions { Task = recipe.Task, Seed = work.Noise().NextUInt32() };
                AddChanged(
                    work,
                    _models.Editor.Edit(work.Picture!, work.Instruction.Instruction, options, cancellationToken: cancellationToken).Image,
                    "learned"
                );
            }
    }

    private static void AddChanged(PairWork work, Image second, string method) =>
        work.Add(second, Core.Mask.OfChanges(work.Picture!, second), work.Origin(0) with { Method = method });

    private static IEnumerable<string> Phrases(PairWork work) =>
        (
            work.Grounded?.MaskTarget is MaskTarget.Background
                ? work.Phrase!.Split(" and ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : [work.Phrase!]
        ).Select(WithoutArticle);

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

    private static PairWork[] Alive(IEnumerable<PairWork> works) => [.. works.Where(w => w.IsAlive)];
}
