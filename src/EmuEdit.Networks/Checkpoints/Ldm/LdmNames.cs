using System.Globalization;
using System.Text.RegularExpressions;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>
/// Translates the parameter names of diffusers and transformers to those of single files, which
/// come from the code of latent diffusion (Rombach et al. 2022) and OpenCLIP. Single files number
/// the blocks consecutively, diffusers numbers them per level.
/// </summary>
internal static partial class LdmNames
{
    private static readonly (string Ours, string Theirs)[] s_resnet =
    [
        ("norm1", "in_layers.0"),
        ("conv1", "in_layers.2"),
        ("time_emb_proj", "emb_layers.1"),
        ("norm2", "out_layers.0"),
        ("conv2", "out_layers.3"),
        ("conv_shortcut", "skip_connection"),
    ];

    private static readonly (string Ours, string Theirs)[] s_ends =
    [
        ("time_embedding.linear_1", "time_embed.0"),
        ("time_embedding.linear_2", "time_embed.2"),
        ("add_embedding.linear_1", "label_emb.0.0"),
        ("add_embedding.linear_2", "label_emb.0.2"),
        ("conv_in", "input_blocks.0.0"),
        ("conv_norm_out", "out.0"),
        ("conv_out", "out.2"),
    ];

    private static readonly (string Ours, string Theirs)[] s_vae =
    [
        ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
        ("mid_block.attentions.0.to_q", "mid.attn_1.q"),
        ("mid_block.attentions.0.to_k", "mid.attn_1.k"),
        ("mid_block.attentions.0.to_v", "mid.attn_1.v"),
        ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"),
        ("mid_block.resnets.0", "mid.block_1"),
        ("mid_block.resnets.1", "mid.block_2"),
        ("conv_norm_out", "norm_out"),
        ("conv_shortcut", "nin_shortcut"),
    ];

    private static readonly (string Ours, string Theirs)[] s_openClip =
    [
        ("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
        ("text_model.embeddings.position_embedding.weight", "positional_embedding"),
        ("text_model.final_layer_norm", "ln_final"),
        ("text_model.encoder.layers", "transformer.resblocks"),
        ("layer_norm1", "ln_1"),
        ("layer_norm2", "ln_2"),
        ("mlp.fc1", "mlp.c_fc"),
        ("mlp.fc2", "mlp.c_proj"),
        ("self_attn.out_proj", "attn.out_proj"),
        ("text_projection.weight", "text_projection"),
    ];

    /// <summary>Returns the translation for a U-Net with the given parameters.</summary>
    /// <param name="names">diffusers' names of all parameters.</param>
    public static Func<string, string> OfUNet(IReadOnlyCollection<string> names)
    {
        var layers = names
            .Where(n => n.StartsWith("down_blocks.0.resnets.", StringComparison.Ordinal))
            .Select(n => n.Split('.')[3])
            .Distinct()
            .Count();
        var attending = names
            .Where(n => n.StartsWith("up_blocks.", StringComparison.Ordinal) && n.Contains(".attentions.", StringComparison.Ordinal))
            .Select(n => n.Split('.')[1])
            .ToHashSet();
        return name => UNet(name, layers, level => attending.Contains(level.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Translates a parameter's name of a U-Net.</summary>
    /// <param name="name">diffusers' name.</param>
    /// <param name="layers">Number of residual blocks per level on the way down.</param>
    /// <param name="attends">Whether a level on the way up has attention.</param>
    public static string UNet(string name, int layers, Func<int, bool> attends)
    {
        if (Block().Match(name) is not { Success: true } block)
            return Middle().Match(name) is { Success: true } middle
                ? $"middle_block.{(middle.Groups[1].Value == "attentions" ? 1 : 2 * Number(middle, 2))}."
                    + Inner(middle.Groups[1].Value, middle.Groups[3].Value)
                : Replaced(name, s_ends);
        var (level, kind, place, rest) = (Number(block, 2), block.Groups[3].Value, Number(block, 4), block.Groups[5].Value);
        var down = block.Groups[1].Value == "down";
        var first = down ? 1 + level * (layers + 1) : level * (layers + 1);
        return (down, kind) switch
        {
            (true, "downsamplers") => $"input_blocks.{first + layers}.0.op.{rest["conv.".Length..]}",
            (false, "upsamplers") => $"output_blocks.{first + layers}.{(attends(level) ? 2 : 1)}.{rest}",
            _ => $"{(down ? "input" : "output")}_blocks.{first + place}.{(kind == "attentions" ? 1 : 0)}.{Inner(kind, rest)}",
        };
    }

    /// <summary>Translates a parameter's name of an autoencoder.</summary>
    /// <param name="name">diffusers' name.</param>
    /// <param name="levels">Number of levels.</param>
    public static string Vae(string name, int levels)
    {
        name = VaeBlock().Replace(name, m => m.Groups[1].Value == "down"
            ? $"down.{m.Groups[2].Value}.{VaeKind(m)}"
            : $"up.{levels - 1 - Number(m, 2)}.{VaeKind(m)}");
        return Replaced(name, s_vae);

        static string VaeKind(Match m) => m.Groups[3].Value == "resnets" ? $"block.{m.Groups[4].Value}." : m.Groups[1].Value + "sample.";
    }

    /// <summary>
    /// Translates a parameter's name of an OpenCLIP text encoder. There, query, key and value are
    /// one tensor, one after another.
    /// </summary>
    /// <param name="name">transformers' name.</param>
    /// <returns>The name, and which third of the tensor it is; null for the whole tensor.</returns>
    public static (string Name, int? Third) OpenClip(string name)
    {
        var third = Array.FindIndex(["q_proj", "k_proj", "v_proj"], p => name.Contains("self_attn." + p, StringComparison.Ordinal));
        if (third < 0)
            return (Replaced(name, s_openClip), null);
        var layer = name.Split(".self_attn.")[0].Replace("text_model.encoder.layers", "transformer.resblocks", StringComparison.Ordinal);
        return ($"{layer}.attn.in_proj_{(name.EndsWith("weight", StringComparison.Ordinal) ? "weight" : "bias")}", third);
    }

    private static string Inner(string kind, string rest) => kind == "resnets" ? Replaced(rest, s_resnet) : rest;

    private static string Replaced(string name, (string Ours, string Theirs)[] pairs) =>
        pairs.Aggregate(name, (n, pair) => n.Replace(pair.Ours, pair.Theirs, StringComparison.Ordinal));

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)$")]
    private static partial Regex Block();

    [GeneratedRegex(@"^mid_block\.(resnets|attentions)\.(\d+)\.(.+)$")]
    private static partial Regex Middle();

    [GeneratedRegex(@"(down|up)_blocks\.(\d+)\.(resnets|downsamplers|upsamplers)\.(\d+)\.")]
    private static partial Regex VaeBlock();
}
