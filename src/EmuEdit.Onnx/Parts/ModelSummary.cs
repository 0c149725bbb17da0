using EmuEdit.Core;
using EmuEdit.Networks.Diffusers;

namespace EmuEdit.Onnx;

/// <summary>A model on disk, from its configuration and headers alone.</summary>
/// <param name="Path">Its folder or file.</param>
/// <param name="Class">The class of its pipeline.</param>
/// <param name="Use">What it can do here: "edits", "draws" or, of a graph whose use only shows when it is loaded, "graphs".</param>
/// <param name="Parameters">Parameters of its networks, in values; 0 for graphs.</param>
/// <param name="Problem">Why it cannot be used; null where nothing speaks against it.</param>
public sealed record ModelSummary(string Path, string Class, string Use, long Parameters, string? Problem)
{
    private static readonly string[] s_parts = ["text_encoder", "text_encoder_2", "vae", "unet"];

    /// <summary>The models in a folder: its folders that have a <c>model_index.json</c>, and its files of safetensors.</summary>
    /// <param name="folder">The folder; not searched deeper.</param>
    /// <exception cref="InvalidInputException">It is not there.</exception>
    public static IEnumerable<ModelSummary> In(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"no folder {folder}", "a folder with models");
        return Directory.EnumerateDirectories(folder).Where(d => File.Exists(System.IO.Path.Combine(d, "model_index.json")))
            .Concat(Directory.EnumerateFiles(folder, "*.safetensors")).Order(StringComparer.Ordinal).Select(Of);
    }

    /// <summary>A model's summary.</summary>
    public static ModelSummary Of(string path)
    {
        try
        {
            var source = ModelSource.Of(path);
            var networks = s_parts.Where(source.Has).Select(part => source.Open(part, new([]))).ToList();
            var unet = networks.Select(n => n.Network).OfType<UNet2DConditionModel>().FirstOrDefault();
            return new(path, source.Pipeline.Class, unet is null ? "graphs" : unet.Channels == 2 * unet.OutChannels ? "edits" : unet.Channels == unet.OutChannels ? "draws" : "unknown", networks.Sum(n => n.Count), null);
        }
        catch (InvalidInputException e)
        {
            return new(path, "", "", 0, e.Message);
        }
    }
}
