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
