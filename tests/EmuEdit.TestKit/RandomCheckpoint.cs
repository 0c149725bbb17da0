using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.TestKit;

/// <summary>Networks with random weights in the layout of diffusers.</summary>
public static class RandomCheckpoint
{
    /// <summary>
    /// Writes a network's <c>config.json</c> and weights. What goes through it keeps about its
    /// size, so that pictures are no grey.
    /// </summary>
    /// <param name="folder">The network's folder.</param>
    /// <param name="file">Name of the weights' file without its ending.</param>
    /// <param name="className">Its class; null for one of transformers.</param>
    /// <param name="config">What <c>config.json</c> has within its braces.</param>
    /// <param name="random">The weights' source.</param>
    /// <returns>What was written.</returns>
    public static Safetensors Write(string folder, string file, string? className, string config, Random random)
    {
        WriteJson(Path.Combine(folder, "config.json"), (className is null ? "" : $"\"_class_name\": \"{className}\", ") + config);
        var saved = new Safetensors();
        foreach (var parameter in CheckpointPart.ParametersOf(NetworkConfig.Load(Path.Combine(folder, "config.json"))))
            saved.Tensors[parameter.Name] = new(parameter.Shape, Values(parameter.Name, parameter.Shape, random));
        saved.Write(Path.Combine(folder, file + ".safetensors"));
        return saved;
    }

    /// <summary>Writes a JSON object.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="pairs">What it has within its braces.</param>
    public static void WriteJson(string path, string pairs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "{" + pairs + "}");
    }

    private static float[] Values(string name, IReadOnlyList<long> shape, Random random)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var (middle, reach) =
            shape.Count > 1
                ? (0f, MathF.Sqrt(3f * shape[0] / count))
                : (name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f, 0.1f);
        return [.. Enumerable.Range(0, (int)count).Select(_ => middle + reach * (2 * random.NextSingle() - 1))];
    }
}
