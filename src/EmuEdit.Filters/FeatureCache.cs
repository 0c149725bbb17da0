using EmuEdit.Core;
using EmuEdit.Editing;

namespace EmuEdit.Filters;

/// <summary>
/// What the models compute from a batch's images and texts. Each feature is computed once, however many filters use it. Not thread-safe.
/// </summary>
public sealed class FeatureCache
{
    private readonly FilterModels _models;
    private readonly BatchedCache<Image, float[]> _pictures, _depths;
    private readonly BatchedCache<string, float[]> _texts, _tasks;
    private readonly BatchedCache<(Image Picture, string Phrase), Detection> _detections;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="models">The models that compute the features.</param>
    public FeatureCache(FilterModels models)
    {
        ArgumentNullException.ThrowIfNull(models);
        _models = models;
        var bundle = models.Bundle;
        _pictures = new(pictures =>
            bundle.ClipImage!.Embed([
                .. pictures.Select(p => new Framing(p.Width, p.Height, bundle.ClipImage.Size, bundle.ClipImage.Size).ToModel(p)),
            ])
        );
        _texts = new(texts => bundle.ClipText!.Embed([.. texts.Select(t => bundle.Tokenizer.Encode(t))]));
        _tasks = new(instructions => bundle.TaskPredictor!.Probabilities([.. instructions.Select(i => bundle.Tokenizer.Encode(i).Ids)]));
        _depths = new(pictures => BySize(pictures, p => p, models.Depth!.Estimate));
        _detections = new(queries => BySize(queries, q => q.Picture, models.Detector!.Detect));
    }

    /// <summary>Names of the tasks, in the order of <see cref="TaskProbabilities"/>.</summary>
    public IReadOnlyList<string> Tasks => _models.Bundle.Config.Tasks;

    /// <summary>Probability of each task, per instruction.</summary>
    public float[][] TaskProbabilities(IEnumerable<string> instructions) => _tasks.Of(instructions);

    /// <summary>CLIP embeddings of images, normalised to length 1.</summary>
    public float[][] Embed(IEnumerable<Image> pictures) => _pictures.Of(pictures);

    /// <summary>CLIP embeddings of texts, normalised to length 1.</summary>
    public float[][] Embed(IEnumerable<string> texts) => _texts.Of(texts);

    /// <summary>Depth maps, [height x width], from 0 (far) to 1 (near).</summary>
    public float[][] Depths(IEnumerable<Image> pictures) => _depths.Of(pictures);

    /// <summary>The best detection per phrase and image.</summary>
    public Detection[] Detect(IEnumerable<(Image Picture, string Phrase)> queries) => _detections.Of(queries);

    // A model takes images of one size at a time.
    private static TAnswer[] BySize<TQuestion, TAnswer>(
        IReadOnlyList<TQuestion> questions,
        Func<TQuestion, Image> picture,
        Func<IReadOnlyList<TQuestion>, IReadOnlyList<TAnswer>> ask
    )
    {
        var answers = new TAnswer[questions.Count];
        foreach (
            var places in Enumerable.Range(0, questions.Count).GroupBy(i => (picture(questions[i]).Width, picture(questions[i]).Height))
        )
            foreach (var (place, answer) in places.Zip(ask([.. places.Select(i => questions[i])])))
                answers[place] = answer;
        return answers;
    }
}
