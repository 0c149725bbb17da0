using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Onnx.Reference;

/// <summary>
/// Recomputes the results of a reference implementation for a checkpoint. This proves that the
/// checkpoint is read correctly.
/// </summary>
public static class ReferenceCheck
{
    /// <summary>Runs a checkpoint on the inputs of a reference file, and compares the outputs.</summary>
    /// <param name="folder">The folder of one network, a folder that holds it, or a pipeline's folder.</param>
    /// <param name="reference">The reference file, in safetensors.</param>
    /// <param name="json">
    /// For a pipeline, the file with the settings of its runs; null for golden.json beside the
    /// reference file.
    /// </param>
    /// <param name="settings">Settings for running the models; null for the defaults.</param>
    /// <returns>One entry per output in the file, as soon as it is computed.</returns>
    /// <exception cref="InvalidInputException">
    /// The checkpoint cannot be opened, or the file is not a reference for it.
    /// </exception>
    public static IEnumerable<ReferenceDifference> Run(string folder, string reference, string? json = null,
        SessionSettings? settings = null)
    {
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"no folder {folder}", "a checkpoint's folder");
        if (CheckpointPart.IsPart(folder))
            return NetworkCheck.Run(folder, reference, settings);
        if (File.Exists(Path.Combine(folder, "model_index.json")))
            return PipelineCheck.Run(folder, reference, json, settings ?? new());
        return Directory.EnumerateDirectories(folder).Where(CheckpointPart.IsPart).ToList() is [var only]
            ? NetworkCheck.Run(only, reference, settings)
            : throw new InvalidInputException($"{folder} does not hold one network",
                "a folder with config.json and safetensors, or one that holds one such folder", "name the folder of the network");
    }
}
