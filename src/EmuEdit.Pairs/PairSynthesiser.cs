using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>
/// Makes image pairs from instructions (Emu Edit, "pair generation"), for many samples at once, so
/// that their images share the network's batches. It first makes the input images, then grounds
/// what is edited in them, then makes the edited images: one generator per kind of recipe. The
/// requests, in this order, and the options determine the result. Not thread-safe.
/// </summary>
public sealed class PairSynthesiser
{
    private readonly FirstImages _images;
    private readonly AreaFinder _areas;
    private readonly IReadOnlyList<IPairGenerator> _generators;

    /// <summary>Creates a synthesiser.</summary>
    /// <param name="models">The models. They must outlive the synthesiser.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, or the bundle has no text-to-image model.
    /// </exception>
    public PairSynthesiser(PairModels models, SynthesisOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        options = (options ?? new()).Validated();
        var model = new LatentModel(models.Bundle, options.Batch, options.BetweenCalls);
        if (options.Source is ImageSource.Rendered && models.Rendered is null)
            throw new InvalidInputException(
                "rendered images without the built-in world",
                "drawn images",
                "leave the source out, or take instructions from the world"
            );
        (_images, _areas) = (new(models, model, options), new(models, options.MinConfidence));
        _generators =
        [
            new GroundedGenerator(model, options),
            new AnnotationGenerator(),
            new FilteredGenerator(),
            new ImageTranslationGenerator(models),
            new LearnedGenerator(models.Editor),
        ];
    }

    /// <summary>Makes the candidates of each request.</summary>
    /// <param name="requests">Instructions of any tasks.</param>
    /// <param name="cancellationToken">Stops after the current denoising step.</param>
    /// <returns>One outcome per request: the candidates, or why there are none.</returns>
    /// <exception cref="InvalidInputException">A task has no recipe, or a model fails.</exception>
    public IReadOnlyList<PairOutcome> Synthesise(IReadOnlyList<PairRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var outcomes = new PairOutcomes(requests.Count);
        List<PairDraft> drafts = [.. requests.Select((r, i) => new PairDraft(i, r, PairRecipes.Of(r.Instruction.Task)))];
        var images = _areas.Find(_images.Make(drafts, outcomes, cancellationToken), outcomes);
        foreach (var generator in _generators)
            generator.Generate(images, outcomes, cancellationToken);
        return outcomes.All();
    }
}
