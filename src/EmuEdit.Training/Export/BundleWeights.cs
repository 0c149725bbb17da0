using EmuEdit.Core;
using EmuEdit.Onnx.Graph;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Export;

/// <summary>The way back from a bundle: the editor's weights under the names of a checkpoint, so that a new run can start from a bundle.</summary>
internal static class BundleWeights
{
    /// <summary>Reads the averaged weights, the task table and the transform's deviations.</summary>
    /// <param name="folder">A bundle that <see cref="BundleExporter"/> wrote.</param>
    /// <exception cref="InvalidInputException">A file of the bundle is missing or broken.</exception>
    public static Safetensors Read(string folder)
    {
        var file = new Safetensors();
        foreach (var model in new[] { "unet", "text_encoder" })
            foreach (var (name, tensor) in GraphWeights.Read(Path.Combine(folder, model, "model.onnx")))
                file.Tensors[Checkpoint.AveragePrefix + name] = tensor;
        file.Tensors[Checkpoint.AveragePrefix + EditModel.TasksName] = Tasks(Path.Combine(folder, "task_embeddings.safetensors"));
        file.Tensors[Checkpoint.ConstantPrefix + EditorTrainer.DeviationsName] = Deviations(Path.Combine(folder, "vae_encoder", "model.onnx"));
        return file;
    }

    private static NamedTensor Tasks(string path)
    {
        var rows = Safetensors.Read(path).Tensors;
        if (EditTask.All.FirstOrDefault(t => !rows.ContainsKey(t.Name)) is { } missing)
            throw new InvalidInputException($"{path} without '{missing}'", "the sixteen tasks of training", "start from a bundle that this program trained");
        var table = EditTask.All.SelectMany(t => rows[t.Name].Values).ToArray();
        return new([EditTask.All.Count, table.Length / EditTask.All.Count], table);
    }

    // The filters are orthonormal but for the division by their channel's deviation.
    private static NamedTensor Deviations(string path)
    {
        var filters = GraphWeights.Read(path).Values.Single(t => t.Shape.Count == 4);
        var deviations = filters.Values.Chunk(filters.Values.Length / (int)filters.Shape[0])
            .Select(filter => (float)(1 / Math.Sqrt(filter.Sum(w => (double)w * w)))).ToArray();
        return new([deviations.Length], deviations);
    }
}
