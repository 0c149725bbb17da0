using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>
/// What a single file states about its noise levels: in tensors beside its networks that are not
/// weights, as ComfyUI reads and writes them, or in its metadata (Stability AI's modelspec).
/// </summary>
/// <param name="SigmaMin">
/// The smallest sigma of a model with EDM's levels that predicts v; null when the file states only
/// the largest, or neither.
/// </param>
/// <param name="SigmaMax">The largest sigma; null for a model with Stable Diffusion's levels.</param>
/// <param name="PredictsVelocity">Whether the model predicts v.</param>
/// <param name="IsZeroSnr">Whether the last timestep is pure noise (Lin et al. 2023).</param>
public sealed record LdmMarkers(double? SigmaMin, double? SigmaMax, bool PredictsVelocity, bool IsZeroSnr)
{
    private const string Prefix = "edm_", Smallest = "edm_vpred.sigma_min", Largest = "edm_vpred.sigma_max";
    private const string Velocity = "v_pred", ZeroSnr = "ztsnr";

    private static readonly string[] s_keys = ["modelspec.prediction_type", "modelspec.predict_key"];

    /// <summary>Reads the markers of a file.</summary>
    /// <exception cref="InvalidInputException">A marker is unknown, or is not a number.</exception>
    public static LdmMarkers Read(string path, CheckpointWeights weights)
    {
        var tensors = weights.Tensors;
        if (tensors.Keys.FirstOrDefault(k => k.StartsWith(Prefix, StringComparison.Ordinal) && k is not (Smallest or Largest)) is { } other)
            throw new InvalidInputException(
                $"{path} has '{other}', as Playground 2.5 has: its latents are normalised by values of their own",
                "a model of Stable Diffusion's latents",
                "take its folder in diffusers' layout, or another model"
            );
        if (tensors.ContainsKey(Smallest) && !tensors.ContainsKey(Largest))
            throw new InvalidInputException($"{path} has '{Smallest}' without '{Largest}'", "both", "copy the file again");
        var ofEdm = tensors.ContainsKey(Largest);
        var velocity = tensors.ContainsKey(Velocity);
        var predicts = ofEdm || velocity || s_keys.Any(k => weights.Metadata.GetValueOrDefault(k) == "v");
        return new(Number(Smallest), Number(Largest), predicts, velocity && tensors.ContainsKey(ZeroSnr));

        double? Number(string name) => tensors.TryGetValue(name, out var tensor) ? Scalar(tensor) : null;
    }

    private static double Scalar(StoredTensor tensor)
    {
        tensor.RequireFloats();
        using var stream = File.OpenRead(tensor.File);
        return Safetensors.ReadValues(stream, tensor.Entry) is [var value] && float.IsFinite(value) && value > 0
            ? value
            : throw new InvalidInputException(
                $"tensor '{tensor.Entry.Name}' of {tensor.File}",
                "one number above 0",
                "copy the file again"
            );
    }
}
