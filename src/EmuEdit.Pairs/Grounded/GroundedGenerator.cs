using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Draws the second images, all candidates of all samples in one run of the network.</summary>
internal sealed class GroundedGenerator(LatentModel model, SynthesisOptions options) : PairGenerator<GroundedRecipe>
{
    private const string FromNoise = "grounded", FromInversion = "inversion";

    protected override void Generate(
        IReadOnlyList<(FirstImage Image, GroundedRecipe Recipe)> images,
        PairOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        var candidates = images
            .Select(i => Enumerable.Range(0, options.Candidates).Select(k => Candidate(i.Image, i.Recipe, k)).ToArray())
            .ToArray();
        var drawn = GroundedEdit.Draw(
            model,
            [.. images.Zip(candidates, (i, c) => (i.Image.Trajectory!, (IReadOnlyList<EditedBranch>)[.. c.Select(b => b.Branch)]))],
            options.Steps,
            options.Guidance,
            cancellationToken
        );
        foreach (var (((image, _), branches), pictures) in images.Zip(candidates).Zip(drawn))
            outcomes.Succeed(image.Draft, [.. pictures.Zip(branches, (p, b) => image.Pair(p, b.Branch.Mask.Area(), b.Origin))]);
    }

    private (EditedBranch Branch, PairOrigin Origin) Candidate(FirstImage image, GroundedRecipe recipe, int number)
    {
        var random = image.Draft.Candidate(number);
        var (self, cross, input, features) = (
            recipe.SelfAttention.Draw(random),
            recipe.CrossAttention.Draw(random),
            recipe.InputSteps.Draw(random),
            recipe.Features.Draw(random)
        );
        if (options.Grounding is Grounding.None)
            (self, cross, input, features) = (0, 0, 0, 0);
        var kind = KindOf(recipe, number);
        var branch = new EditedBranch(image.Draft.SecondCaption, MaskOf(image, recipe, kind), self, cross, features, input)
        {
            Noise =
                kind is not null && options.OwnNoise && recipe.MaskTarget is not MaskTarget.Background
                    ? random.Gaussians(model.Shape.Length)
                    : null,
        };
        var origin = image.Origin(number, recipe.NeedsInversion(image.Source) ? FromInversion : FromNoise) with
        {
            Mask = kind?.ToString().ToLowerInvariant(),
            Steps = options.Steps,
            Guidance = options.Guidance,
            SelfAttention = self,
            CrossAttention = cross,
            Features = features,
            InputSteps = input,
        };
        return (branch, origin);
    }

    // The three masks in turn. A box around the foreground would keep a frame of the old background.
    private MaskKind? KindOf(GroundedRecipe recipe, int number)
    {
        if (recipe.MaskTarget is MaskTarget.Nothing || options.Grounding is not Grounding.Grounded)
            return null;
        var kind = options.Mask ?? (MaskKind)(number % Enum.GetValues<MaskKind>().Length);
        return recipe.MaskTarget is MaskTarget.Background && kind is MaskKind.Box ? MaskKind.Precise : kind;
    }

    private EditMask MaskOf(FirstImage image, GroundedRecipe recipe, MaskKind? kind)
    {
        if (kind is not { } shape)
            return EditMask.Everything(model.Size);
        var mask = EditMask.Around(image.Area!.Mask, shape);
        return recipe.MaskTarget is MaskTarget.Background ? mask.Complement() : mask;
    }
}
