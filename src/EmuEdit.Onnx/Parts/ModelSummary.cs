using EmuEdit.Core;
using EmuEdit.Networks.Diffusers;

namespace EmuEdit.Onnx;

/// <summary>A summary of a model on disk, from its configuration and headers alone.</summary>
/// <param name="Path">Path of its folder or file.</param>
/// <param name="Class">The class of its pipeline.</param>
/// <param name="Use">
/// What the model can do here: "edits", "draws", or "graphs" for a graph whose use only shows when
/// it is loaded.
/// </param>
/// <param name="Parameters">Number of parameters of its networks; 0 for graphs.</param>
/// <param name="Problem">Why the model cannot be used; null when no problem was found.</param>
public sealed record ModelSummary(string Path, string Class, string Use, long Parameters, string? Problem)
{
    private static readonly string[] s_parts = ["text_encoder", "text_encoder_2", "vae", "unet"];

    /// <summary>
    /// Lists the models in a folder: its subfolders with a <c>model_index.json</c>, and its
    /// safetensors files.
    /// </summary>
    /// <param name="folder">The folder; deeper folders are not searched.</param>
    /// <exception cref="InvalidInputException">The folder does not exist.</exception>
    public static IEnumerable<ModelSummary> In(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"no folder {folder}", "a folder with models");
        return Directory.EnumerateDirectories(folder).Where(d => File.Exists(System.IO.Path.Combine(d, "model_index.json")))
            .Concat(Directory.EnumerateFiles(folder, "*.safetensors")).Order(StringComparer.Ordinal).Select(Of);
    }

    /// <summary>Summarises a model.</summary>
    public static ModelSummary Of(string path)
    {
        try
        {
            var source = ModelSource.Of(path);
            var networks = s_parts.Where(source.Has).Select(part => source.Open(part, new([]))).ToList();
            var unet = networks.Select(n => n.Network).OfType<UNet2DConditionModel>().FirstOrDefault();
            return new(
                path,
                source.Pipeline.Class,
                unet is null ? "graphs"
                    : unet.Channels == 2 * unet.OutChannels ? "edits"
                    : unet.Channels == unet.OutChannels ? "draws"
                    : "unknown",
                networks.Sum(n => n.Count),
                null
            );
        }
        catch (InvalidInputException e)
        {
            return new(path, "", "", 0, e.Message);
        }
    }
}

/// <summary>A summary of one part of a bundle.</summary>
/// <param name="Name">Folder of the part.</param>
/// <param name="Class">Class of its network; "ONNX" for a graph.</param>
/// <param name="Parameters">Number of parameters of the network; null for a graph.</param>
/// <param name="Precision">Type that most parameters are stored in, for example "F16"; null for a graph.</param>
/// <param name="Bytes">Memory that the weights take, in bytes.</param>
public sealed record PartSummary(string Name, string Class, long? Parameters, string? Precision, long Bytes);
