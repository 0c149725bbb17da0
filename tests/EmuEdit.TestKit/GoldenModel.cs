using EmuEdit.Core;

namespace EmuEdit.TestKit;

/// <summary>
/// The InstructPix2Pix with random weights that a reference implementation ran, for pictures of 64
/// x 64 pixels.
/// </summary>
public static class GoldenModel
{
    /// <summary>Its folder, which is not to be changed.</summary>
    public static string Folder { get; } = Path.Combine(Paths.Repository, "tests", "EmuEdit.Networks.Tests", "Golden", "pipeline-ip2p");

    /// <summary>Copies it.</summary>
    public static void CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }

    /// <summary>Copies one of the reference's tokenizers.</summary>
    /// <param name="name">tokenizer, or tokenizer_2 of Stable Diffusion XL.</param>
    /// <param name="folder">Where to.</param>
    public static void CopyTokenizer(string name, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "..", "tokenizer", name)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    /// <summary>Copies it without the channels of the input picture: a model that draws from text.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="side">Side of its latents, an eighth of its pictures'; the weights are for any.</param>
    /// <param name="heads">Of each attention of its U-Net.</param>
    public static void CopyAsTextToImageTo(string folder, int side = 8, int heads = 8)
    {
        CopyTo(folder);
        var (config, weights) = (
            Path.Combine(folder, "unet", "config.json"),
            Path.Combine(folder, "unet", "diffusion_pytorch_model.safetensors")
        );
        File.WriteAllText(
            config,
            File.ReadAllText(config)
                .Replace("\"in_channels\": 8", "\"in_channels\": 4", StringComparison.Ordinal)
                .Replace("\"sample_size\": 8", $"\"sample_size\": {side}", StringComparison.Ordinal)
                .Replace("\"attention_head_dim\": 8", $"\"attention_head_dim\": {heads}", StringComparison.Ordinal)
        );
        var file = Safetensors.Read(weights);
        var first = file.Tensors["conv_in.weight"];
        file.Tensors["conv_in.weight"] = new(
            [first.Shape[0], 4, 3, 3],
            [.. first.Values.Chunk(8 * 9).SelectMany(kernel => kernel[..(4 * 9)])]
        );
        file.Write(weights);
        File.WriteAllText(Path.Combine(folder, "model_index.json"), """{"_class_name": "StableDiffusionPipeline"}""");
    }
}
