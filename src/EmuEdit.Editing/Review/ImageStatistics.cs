using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>
/// The mean and covariance of <see cref="ImageFeatures"/> over the images that a model was trained on. They tell how unusual another
/// image is (Mahalanobis distance; Lee et al. 2018, "A simple unified framework for detecting out-of-distribution samples").
/// </summary>
public sealed class ImageStatistics
{
    private readonly ClipImage _clip;
    private readonly float[] _mean, _precision;

    /// <summary>Creates statistics from numbers.</summary>
    /// <param name="clip">The encoder that describes the images.</param>
    /// <param name="mean">Mean of each of the N features.</param>
    /// <param name="precision">Inverse of the covariance, [N, N].</param>
    public ImageStatistics(ClipImage clip, float[] mean, float[] precision) => (_clip, _mean, _precision) = (clip, mean, precision);

    /// <summary>Loads a bundle's statistics. Returns null if it has none.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or belongs to another encoder.</exception>
    public static ImageStatistics? Load(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var path = Path.Combine(bundle.Folder, ReviewSettings.StatisticsFile);
        if (bundle.ClipImage is not { } clip || !File.Exists(path))
            return null;
        var file = Safetensors.Read(path);
        return file.Tensors.TryGetValue("mean", out var mean)
            && file.Tensors.TryGetValue("precision", out var precision)
            && precision.Values.Length == mean.Values.Length * mean.Values.Length
            ? new(clip, mean.Values, precision.Values)
            : throw new InvalidInputException(
                $"{path} has no usable statistics",
                "mean [N] and precision [N, N]",
                "run 'emuedit evaluate review --write' again"
            );
    }

    /// <summary>Writes the statistics into a bundle's folder.</summary>
    public void Save(string folder)
    {
        var file = new Safetensors();
        file.Tensors["mean"] = new([_mean.Length], _mean);
        file.Tensors["precision"] = new([_mean.Length, _mean.Length], _precision);
        file.Write(Path.Combine(folder, ReviewSettings.StatisticsFile));
    }

    /// <summary>Returns how far an image is from those measured, per feature: about 1 for one of them.</summary>
    /// <exception cref="InvalidInputException">The statistics belong to another encoder.</exception>
    public float Distance(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var features = ImageFeatures.Of([image], _clip)[0];
        if (features.Length != _mean.Length)
            throw new InvalidInputException(
                $"image statistics of {_mean.Length} features",
                $"{features.Length}, as this bundle's CLIP model gives",
                "run 'emuedit evaluate review --write' again"
            );
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++)
            for (var j = 0; j < features.Length; j++)
                sum += (features[i] - _mean[i]) * (double)_precision[i * features.Length + j] * (features[j] - _mean[j]);
        return (float)Math.Sqrt(Math.Max(0, sum) / features.Length);
    }
}
