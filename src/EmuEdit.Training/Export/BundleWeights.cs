using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Networks.Graph;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Export;

/// <summary>Reads the weights of a bundle for training.</summary>
public static class BundleWeights
{
    /// <summary>
    /// Returns the standard deviation of each channel of a bundle's latents, by which its
    /// autoencoder divides.
    /// </summary>
    /// <param name="folder">Folder of a bundle that <see cref="BundleExporter"/> wrote.</param>
    /// <exception cref="InvalidInputException">The autoencoder is missing, damaged or of another kind.</exception>
    public static IReadOnlyList<float> Deviations(string folder) => OfFilters(Path.Combine(folder, "vae_encoder", "model.onnx")).Values;

    /// <summary>
    /// Returns the weights under the names of a checkpoint's averaged weights, so that a new run
    /// can start from a bundle.
    /// </summary>
    /// <param name="folder">Folder of a bundle that <see cref="BundleExporter"/> wrote.</param>
    /// <param name="graphs">The files to read, for example <c>detector/model.onnx</c>.</param>
    /// <exception cref="InvalidInputException">A file of the bundle is missing or damaged.</exception>
    internal static Safetensors Read(string folder, params ReadOnlySpan<string> graphs)
    {
        var file = new Safetensors();
        foreach (var graph in graphs)
            foreach (var (name, tensor) in GraphWeights.Read(Path.Combine(folder, graph)))
                file.Tensors[Checkpoint.AveragePrefix + name] = tensor;
        return file;
    }

    /// <summary>Returns the weights of the editor, with its task table and deviations.</summary>
    /// <inheritdoc cref="Read"/>
    internal static Safetensors Editor(string folder)
    {
        var file = Read(folder, "unet/model.onnx", "text_encoder/model.onnx");
        file.Tensors[Checkpoint.AveragePrefix + EditModel.TasksName] = Tasks(Path.Combine(folder, "task_embeddings.safetensors"));
        file.Tensors[Checkpoint.ConstantPrefix + EditorTrainer.DeviationsName] = OfFilters(
            Path.Combine(folder, "vae_encoder", "model.onnx")
        );
        return file;
    }

    private static NamedTensor Tasks(string path)
    {
        var rows = Safetensors.Read(path).Tensors;
        if (EditTask.All.FirstOrDefault(t => !rows.ContainsKey(t.Name)) is { } missing)
            throw new InvalidInputException(
                $"{path} without '{missing}'",
                "the sixteen tasks of training",
                "start from a bundle that this program trained"
            );
        var table = EditTask.All.SelectMany(t => rows[t.Name].Values).ToArray();
        return new([EditTask.All.Count, table.Length / EditTask.All.Count], table);
    }

    // The filters are orthonormal, apart from the division by their channel's deviation.
    private static NamedTensor OfFilters(string path)
    {
        if (GraphWeights.Read(path).Values.Where(t => t.Shape.Count == 4).ToList() is not [var filters])
            throw new InvalidInputException(
                $"{path} of several layers",
                "the block transform of a bundle that this program trained",
                "choose such a bundle"
            );
        var deviations = filters
            .Values.Chunk(filters.Values.Length / (int)filters.Shape[0])
            .Select(filter => (float)(1 / Math.Sqrt(filter.Sum(w => (double)w * w))))
            .ToArray();
        return new([deviations.Length], deviations);
    }
}
