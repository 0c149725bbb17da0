using System.Text.Json.Nodes;
using static EmuEdit.Networks.Checkpoints.LdmTensors;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>
/// Writes the configurations of diffusers and transformers that a single file lacks. The names and
/// the shapes of its tensors show every value.
/// </summary>
internal sealed class LdmConfigs(LdmTensors tensors)
{
    // Number of heads per level of Stable Diffusion 1; the others have heads of this width.
    private const int HeadsOfOne = 8, HeadWidth = 64, SizeEmbedding = 256;

    /// <summary>Number of the U-Net's input channels.</summary>
    public int Channels => (int)tensors.Shape(UNetPrefix + "input_blocks.0.0.weight")[1];

    /// <summary>Returns the configuration of the U-Net.</summary>
    public JsonObject UNet()
    {
        var levels = Levels();
        var linear = tensors.First(UNetPrefix, ".proj_in.weight").Entry.Shape.Count == 2;
        var config = new JsonObject
        {
            ["_class_name"] = "UNet2DConditionModel",
            ["in_channels"] = Channels,
            ["out_channels"] = tensors.Shape(UNetPrefix + "out.2.weight")[0],
            ["block_out_channels"] = Numbers(levels.Select(l => l.Channels)),
            ["down_block_types"] = Names(levels.Select(l => l.Transformers > 0 ? "CrossAttnDownBlock2D" : "DownBlock2D")),
            ["up_block_types"] = Names(levels.Reverse().Select(l => l.Transformers > 0 ? "CrossAttnUpBlock2D" : "UpBlock2D")),
            ["layers_per_block"] = Layers(),
            ["transformer_layers_per_block"] = Numbers(levels.Select(l => (long)Math.Max(1, l.Transformers))),
            ["attention_head_dim"] = Numbers(levels.Select(l => linear ? l.Channels / HeadWidth : HeadsOfOne)),
            ["cross_attention_dim"] = tensors.First(UNetPrefix, "attn2.to_k.weight").Entry.Shape[1],
            ["use_linear_projection"] = linear,
        };
        if (tensors.Find(UNetPrefix + "label_emb.0.0.weight") is not { } added)
            return config;
        config["addition_embed_type"] = "text_time";
        config["addition_time_embed_dim"] = SizeEmbedding;
        config["projection_class_embeddings_input_dim"] = added.Entry.Shape[1];
        return config;
    }

    /// <summary>Returns the configuration of the autoencoder, and its number of levels.</summary>
    public (JsonObject Config, int Levels) Vae()
    {
        var channels = tensors.Counted(i => $"{VaePrefix}encoder.down.{i}.block.0.conv2.weight");
        var config = new JsonObject
        {
            ["_class_name"] = "AutoencoderKL",
            ["block_out_channels"] = Numbers(channels),
            ["down_block_types"] = Names(channels.Select(_ => "DownEncoderBlock2D")),
            ["up_block_types"] = Names(channels.Select(_ => "UpDecoderBlock2D")),
            ["layers_per_block"] = tensors.Counted(i => $"{VaePrefix}encoder.down.0.block.{i}.conv2.weight").Count,
            ["latent_channels"] = tensors.Shape(VaePrefix + "post_quant_conv.weight")[0],
        };
        return (config, channels.Count);
    }

    /// <summary>Returns the configuration of a text encoder in the layout of CLIP.</summary>
    /// <param name="prefix">Prefix of its tensors.</param>
    public JsonObject Clip(string prefix) =>
        Text(
            "CLIPTextModel",
            prefix + "text_model.embeddings.token_embedding.weight",
            prefix + "text_model.embeddings.position_embedding.weight",
            prefix + "text_model.encoder.layers.0.mlp.fc1.weight",
            tensors.Counted(i => $"{prefix}text_model.encoder.layers.{i}.mlp.fc1.weight").Count,
            "quick_gelu"
        );

    /// <summary>Returns the configuration of a text encoder in the layout of OpenCLIP.</summary>
    /// <param name="prefix">Prefix of its tensors.</param>
    /// <param name="projects">
    /// Whether it is the second encoder of Stable Diffusion XL, which projects. Stable Diffusion 2
    /// reads the states before the last layer, so its encoder has one layer less in diffusers'
    /// layout.
    /// </param>
    public JsonObject OpenClip(string prefix, bool projects)
    {
        var layers = tensors.Counted(i => $"{prefix}transformer.resblocks.{i}.mlp.c_fc.weight").Count - (projects ? 0 : 1);
        var config = Text(
            projects ? "CLIPTextModelWithProjection" : "CLIPTextModel",
            prefix + "token_embedding.weight",
            prefix + "positional_embedding",
            prefix + "transformer.resblocks.0.mlp.c_fc.weight",
            layers,
            "gelu"
        );
        if (projects)
            config["projection_dim"] = tensors.Shape(prefix + "text_projection")[1];
        return config;
    }

    private JsonObject Text(string className, string tokens, string positions, string feed, int layers, string activation)
    {
        var width = tensors.Shape(tokens)[1];
        return new()
        {
            ["architectures"] = Names([className]),
            ["vocab_size"] = tensors.Shape(tokens)[0],
            ["hidden_size"] = width,
            ["max_position_embeddings"] = tensors.Shape(positions)[0],
            ["intermediate_size"] = tensors.Shape(feed)[0],
            ["num_hidden_layers"] = layers,
            ["num_attention_heads"] = Math.Max(1, width / HeadWidth),
            ["hidden_act"] = activation,
        };
    }

    // Finds, for each level, the number of channels and of transformer layers in its first block.
    private IReadOnlyList<(long Channels, int Transformers)> Levels()
    {
        var levels = new List<(long, int)>();
        for (var block = 1; InUNet($"input_blocks.{block}.0.out_layers.3.weight") is { } convolution; block += Layers() + 1)
        {
            var blocks = $"{UNetPrefix}input_blocks.{block}.1.transformer_blocks";
            levels.Add((convolution.Entry.Shape[0], tensors.Counted(i => $"{blocks}.{i}.attn2.to_k.weight").Count));
        }
        return levels;
    }

    // Counts the residual blocks before the first downsampling; in a network with one level, all.
    private int Layers() =>
        tensors
            .Counted(i =>
                InUNet($"input_blocks.{i + 1}.0.op.weight") is null ? $"{UNetPrefix}input_blocks.{i + 1}.0.out_layers.3.weight" : ""
            )
            .Count;

    private StoredTensor? InUNet(string name) => tensors.Find(UNetPrefix + name);

    private static JsonArray Numbers(IEnumerable<long> values) => [.. values.Select(v => (JsonNode)v)];

    private static JsonArray Names(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)v)];
}
