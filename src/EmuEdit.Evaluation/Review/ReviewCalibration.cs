using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using MathNet.Numerics.LinearAlgebra.Double;

namespace EmuEdit.Evaluation;

/// <summary>
/// Chooses the thresholds of a bundle's review on good edit requests: each check may raise a false
/// alarm for a given share of them.
/// </summary>
public static class ReviewCalibration
{
    // Together 1.5 in a hundred.
    private const double ObjectAlarms = 0.009, TaskAlarms = 0.001, ImageAlarms = 0.005;

    // Keeps the covariance invertible when a feature hardly varies.
    private const double RelativeRidge = 0.02, Ridge = 1e-7;

    /// <summary>
    /// Measures the images that an editing model sees: inputs of the sixteen tasks, targets, and
    /// the model's own edits.
    /// </summary>
    /// <param name="bundle">The bundle. It must have CLIP.</param>
    /// <param name="seed">Seed of the world.</param>
    /// <param name="count">
    /// Number of samples, several times as many as there are features (200 with the shipped
    /// bundle).
    /// </param>
    /// <param name="progress">Receives the number of samples done.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    public static ImageStatistics Images(Bundle bundle, long seed, int count, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var features = Seen(bundle, seed, count, progress, cancellationToken)
            .Chunk(32)
            .SelectMany(images => ImageFeatures.Of(images, bundle.ClipImage!))
            .ToList();
        var samples = DenseMatrix.OfRowArrays(features.Select(f => Array.ConvertAll(f, v => (double)v)));
        var mean = samples.ColumnSums() / samples.RowCount;
        var centred = DenseMatrix.OfRows(samples.EnumerateRows().Select(r => r - mean));
        var covariance = centred.TransposeThisAndMultiply(centred) / samples.RowCount;
        for (var i = 0; i < covariance.RowCount; i++)
            covariance[i, i] = covariance[i, i] * (1 + RelativeRidge) + Ridge;
        return new(bundle.ClipImage!, Singles(mean.ToArray()), Singles(covariance.Inverse().ToRowMajorArray()));
    }

    /// <summary>Chooses the thresholds on good requests.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="statistics">The measured images. Null: images are not checked.</param>
    /// <param name="good">
    /// Requests of which the review should have no concern, of another seed than the statistics'.
    /// </param>
    /// <param name="closedVocabulary">Whether the tokenizer has one token for each word that the model learned.</param>
    public static ReviewSettings Choose(
        Bundle bundle,
        ImageStatistics? statistics,
        IReadOnlyList<ReviewCase> good,
        bool closedVocabulary
    )
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(good);
        var tasks = new TaskPredictor(bundle);
        return new()
        {
            ClosedVocabulary = closedVocabulary,
            ObjectConfidence = bundle.Detector is null ? null : Lowest(good.Select(c => LeastPresent(bundle, c)), ObjectAlarms),
            TaskConfidence =
                bundle.TaskPredictor is null ? null : Lowest(good.Select(c => tasks.Predict(c.Instruction).Confidence), TaskAlarms),
            ImageDistance = statistics is null ? null : -Lowest(good.Select(c => -statistics.Distance(c.Input)), ImageAlarms),
        };
    }

    private static IEnumerable<Image> Seen(
        Bundle bundle,
        long seed,
        int count,
        IProgress<int>? progress,
        CancellationToken cancellationToken
    )
    {
        var pipeline = new EditPipeline(bundle);
        foreach (var (i, good) in new ReviewCases(seed, bundle.ImageSize).Good(count).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return good.Input;
            if (i % 2 == 0)
                yield return pipeline.Edit(good.Input, good.Instruction, new(), cancellationToken: cancellationToken).Image;
            progress?.Report(i + 1);
        }
    }

    private static float[] Singles(double[] values) => Array.ConvertAll(values, v => (float)v);

    private static float LeastPresent(Bundle bundle, ReviewCase request)
    {
        var phrases = NamedObjects.In(request.Instruction);
        return phrases.Count == 0 ? 1 : bundle.Detector!.Detect([.. phrases.Select(p => (request.Input, p))]).Min(d => d.Confidence);
    }

    private static float Lowest(IEnumerable<float> values, double share) => values.Order().ElementAt((int)(share * values.Count()));
}
