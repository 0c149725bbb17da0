namespace EmuEdit.Pairs;

/// <summary>
/// Makes the first images of many samples: renders them or draws them all in lockstep, and inverts
/// those that need it.
/// </summary>
internal sealed class FirstImages(PairModels models, LatentModel model, SynthesisOptions options)
{
    /// <summary>Returns the images in the order of the drafts, without those that cannot be made.</summary>
    public IReadOnlyList<FirstImage> Make(IReadOnlyList<PairDraft> drafts, PairOutcomes outcomes, CancellationToken cancellationToken)
    {
        var images = new FirstImage?[drafts.Count];
        foreach (var (i, draft) in drafts.Index().Where(d => SourceOf(d.Item) is ImageSource.Rendered))
            if (models.Rendered is { } rendered)
                images[i] = new(draft, ImageSource.Rendered, rendered.Image(draft.Request, after: draft.IsBackward));
            else
                outcomes.Fail(
                    draft,
                    PairOutcomes.Picture,
                    $"the annotator of task {draft.Recipe.Task} knows pictures of the built-in world only"
                );
        var drawn = drafts.Index().Where(d => SourceOf(d.Item) is ImageSource.Generated).ToList();
        foreach (var ((i, draft), trajectory) in drawn.Zip(Draw([.. drawn.Select(d => d.Item)], cancellationToken)))
            images[i] = new(draft, ImageSource.Generated, trajectory.Picture, trajectory);
        var inverted = images.Index().Where(i => i.Item is { } image && image.Draft.Recipe.NeedsInversion(image.Source)).ToList();
        foreach (var ((i, image), trajectory) in inverted.Zip(Invert([.. inverted.Select(i => i.Item!)], cancellationToken)))
            images[i] = image! with { Trajectory = trajectory };
        return [.. images.OfType<FirstImage>()];
    }

    private ImageSource SourceOf(PairDraft draft) => draft.Recipe.NeedsRendered(models) ? ImageSource.Rendered : options.Source;

    private Trajectory[] Draw(IReadOnlyList<PairDraft> drafts, CancellationToken cancellationToken) =>
        Drawing.Draw(model, [.. drafts.Select(d => (d.FirstCaption, d.Noise()))], options.Steps, options.Guidance, cancellationToken);

    private Trajectory[] Invert(IReadOnlyList<FirstImage> images, CancellationToken cancellationToken) =>
        Inversion.Invert(
            model,
            [.. images.Select(i => (i.Picture, i.Draft.FirstCaption, i.Draft.Noise()))],
            options.Steps,
            cancellationToken
        );
}
