using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>Reviews a bundle as a whole: whether its parts fit each other, and what its user should know.</summary>
internal static class BundleReview
{
    /// <summary>Throws when parts do not fit each other.</summary>
    /// <exception cref="InvalidInputException">A part has other sizes than the one that it works with.</exception>
    public static void RequireFit(Bundle bundle)
    {
        var (prompts, unet, tasks) = (bundle.Prompts, bundle.UNet, bundle.TaskEmbeddings);
        prompts.RequireLengths();
        bundle.VaeEncoder.RequireSize(bundle.ImageSize);
        unet.Require(bundle.VaeDecoder.Channels, prompts.Width, tasks?.Width);
        unet.Session.RequireTimesteps(unet.Timestep, bundle.Schedule.Config);
        bundle.TaskPredictor?.Require(bundle.Config.Tasks.Count, bundle.Tokenizer.Length);
        if (bundle.TaskPredictor is not null && bundle.Config.Tasks.FirstOrDefault(t => !bundle.Tasks.Contains(t)) is { } task)
            throw new InvalidInputException(
                $"task '{task}' of {Path.Combine(bundle.Folder, "emu_edit.json")}",
                $"a task with an embedding: {string.Join(", ", bundle.Tasks)}",
                "add its vector to task_embeddings.safetensors"
            );
    }

    /// <summary>Throws when LoRAs are given for a graph, into which they cannot be merged.</summary>
    /// <exception cref="InvalidInputException">The U-Net is an exported graph.</exception>
    public static void RequireMergeable(ModelSource source, IReadOnlyList<Lora> loras)
    {
        if (loras.Count > 0 && File.Exists(source.OnnxFile("unet", BundleParts.Model)))
            throw new InvalidInputException(
                $"a LoRA for {source.Path}, whose U-Net is an exported graph",
                "a model of safetensors, which it can be merged into",
                "export the model again with the LoRA: emuedit models export --lora"
            );
    }

    /// <summary>Returns <see cref="Bundle.OptionalParts"/>.</summary>
    public static IEnumerable<string> OptionalParts(BundleParts parts, DatasetParts dataset) =>
        new (string Name, string File)[]
        {
            (TextToImageModel.UNetPart, BundleParts.Model),
            (BundleParts.PredictorPart, BundleParts.Model),
            (BundleParts.ClipPart, "vision_model.onnx"),
        }
            .Concat(dataset.Annotators)
            .Where(p => parts.Has(p.Name, p.File))
            .Select(p => p.Name)
            .Concat(dataset.HasPipeline ? [TextToImageModel.Folder] : []);

    /// <summary>Returns <see cref="Bundle.Remarks"/>.</summary>
    public static IEnumerable<string> Remarks(Bundle bundle)
    {
        foreach (var lora in bundle.Loras)
            yield return FormattableString.Invariant($"{lora.File} is merged into its weights, times {lora.Weight}.");
        if (bundle.PictureScale != 1)
            yield return FormattableString.Invariant($"The input picture's latents are scaled by {bundle.PictureScale}, too, ")
                + "as CosXL-Edit takes them; is_cosxl_edit of model_index.json says otherwise.";
        if (bundle.VaeEncoder.DrawsNoise)
            yield return "The exported encoder draws its latent at random: "
                + "the same edit gives another picture each time, whatever the seed.";
        if (!bundle.UNet.TakesTask)
            yield return "The U-Net takes no task embedding: a task that is asked for goes into the prompt.";
        if (bundle.TaskPredictor is null)
            yield return bundle.UNet.TakesTask
                ? "There is no task predictor: every edit must name its task."
                : "There is no task predictor: an edit that names no task has none.";
    }
}
