using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Onnx;

/// <summary>
/// Finds the scheduler of a single file: the one beside it, else the one that the file's metadata
/// describes, else Stable Diffusion's.
/// </summary>
internal static class SingleFileScheduler
{
    // CosXL was published with this value; its file may not state it.
    private const double SmallestSigma = 0.002;

    private static readonly string[] s_places = [Path.Combine("scheduler", "scheduler_config.json"), "scheduler_config.json"];

    /// <summary>Returns the scheduler's configuration and its name for error messages.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="markers">The markers found in the file.</param>
    /// <exception cref="InvalidInputException">
    /// The scheduler beside the file contradicts it, or cannot be read.
    /// </exception>
    public static (string Json, string Name) Of(string model, string folder, LdmMarkers markers)
    {
        if (s_places.Select(p => Path.Combine(folder, p)).FirstOrDefault(File.Exists) is { } beside)
            return (Fitting(model, File.ReadAllText(beside), beside, markers), beside);
        return markers.SigmaMax is not null ? (Continuous(markers), $"EDM's noise levels, as {model} says")
            : markers.PredictsVelocity
                ? (Discrete(markers), $"Stable Diffusion's, {(markers.IsZeroSnr ? "of zero terminal SNR, " : "")}as {model} says")
            : (Discrete(markers), $"Stable Diffusion's; {model} has none");
    }

    private static string Fitting(string model, string json, string beside, LdmMarkers markers)
    {
        var config = SchedulerConfigFile.Parse(json, beside);
        return markers.SigmaMax is not null && !config.IsContinuous
                ? throw Contradiction("was trained on EDM's noise levels", config.ClassName)
            : markers.PredictsVelocity && config.PredictionType != PredictionType.Velocity
            ? throw Contradiction("predicts v", "another prediction_type") : json;

        InvalidInputException Contradiction(string says, string other) =>
            new($"{model} says that it {says}, and {beside} has {other}", "a scheduler that fits the model",
                "move the model to a folder without it: what it says of itself is enough");
    }

    private static string Continuous(LdmMarkers markers) => new JsonObject
    {
        ["_class_name"] = "EDMEulerScheduler",
        ["sigma_min"] = markers.SigmaMin ?? SmallestSigma,
        ["sigma_max"] = markers.SigmaMax,
        ["sigma_data"] = 1.0,
        ["sigma_schedule"] = "exponential",
        ["prediction_type"] = "v_prediction",
    }.ToJsonString();

    // When the last timestep is pure noise, a run must start there.
    private static string Discrete(LdmMarkers markers) => new JsonObject
    {
        ["_class_name"] = "EulerAncestralDiscreteScheduler",
        ["beta_start"] = 0.00085,
        ["beta_end"] = 0.012,
        ["beta_schedule"] = "scaled_linear",
        ["num_train_timesteps"] = 1000,
        ["prediction_type"] = markers.PredictsVelocity ? "v_prediction" : "epsilon",
        ["rescale_betas_zero_snr"] = markers.IsZeroSnr,
        ["timestep_spacing"] = markers.IsZeroSnr ? "trailing" : "leading",
        ["steps_offset"] = 1,
        ["set_alpha_to_one"] = false,
        ["clip_sample"] = false,
    }.ToJsonString();
}
