using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Training.Export;

/// <summary>The JSON files of a bundle.</summary>
internal static class BundleJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static string ModelIndex(bool taskPredictor)
    {
        var parts = new JsonObject { ["_class_name"] = "EmuEditPipeline" };
        foreach (var part in new[] { "tokenizer", "text_encoder", "vae_encoder", "vae_decoder", "unet", "scheduler" })
            parts[part] = new JsonArray("emuedit", part);
        if (taskPredictor)
            parts["task_predictor"] = new JsonArray("emuedit", "task_predictor");
        return parts.ToJsonString(Json);
    }

    /// <summary>Returns the schedule of the editor's training in the format of diffusers.</summary>
    public static string Scheduler(SchedulerConfig schedule) => new JsonObject
    {
        ["_class_name"] = "DDIMScheduler",
        ["num_train_timesteps"] = schedule.TrainTimesteps,
        ["beta_start"] = schedule.BetaStart,
        ["beta_end"] = schedule.BetaEnd,
        ["beta_schedule"] = "scaled_linear",
        ["prediction_type"] = "sample",
        ["rescale_betas_zero_snr"] = schedule.RescaleBetasZeroSnr,
        ["timestep_spacing"] = "trailing",
        ["steps_offset"] = schedule.StepsOffset,
        ["set_alpha_to_one"] = schedule.SetAlphaToOne,
        ["clip_sample"] = schedule.ClipSampleRange is not null,
    }.ToJsonString(Json);

    /// <summary>Returns the content of <c>emu_edit.json</c>.</summary>
    /// <param name="options">Options of the export.</param>
    /// <param name="imageSize">Side of the images in pixels.</param>
    /// <param name="training">Training records of the parts.</param>
    /// <param name="filters">Thresholds of the filters; null omits them.</param>
    /// <param name="review">Thresholds of the review of edits; null omits them.</param>
    public static string Description(BundleExportOptions options, int imageSize, JsonObject training, JsonNode? filters, JsonNode? review)
    {
        var file = JsonSerializer.SerializeToNode(new
        {
            Format = BundleConfig.KnownFormat,
            options.Name,
            imageSize,
            Tasks = EditTask.All.Select(t => t.Name),
            options.Defaults,
            options.Licence,
            options.Notes,
            training,
        }, Json)!;
        if (filters is not null)
            file["filters"] = filters;
        if (review is not null)
            file["review"] = review;
        return file.ToJsonString(Json);
    }
}
