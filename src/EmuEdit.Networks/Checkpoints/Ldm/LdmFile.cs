using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;

namespace EmuEdit.Networks.Checkpoints;

/// <summary>The kind of model in a single file.</summary>
public enum LdmKind
{
    /// <summary>Stable Diffusion 1.x, with CLIP's text encoder.</summary>
    One,

    /// <summary>Stable Diffusion 2.x, with OpenCLIP's text encoder.</summary>
    Two,

    /// <summary>Stable Diffusion XL, with both text encoders.</summary>
    XL,
}

/// <summary>
/// A whole model in one safetensors file, in the layout of latent diffusion's code. The original InstructPix2Pix and most models that
/// communities share have this layout. It has no configuration; the names and shapes of the tensors show the model. Only the header is
/// read.
/// </summary>
public sealed class LdmFile
{
    private const string UNetPrefix = "model.diffusion_model.",
        VaePrefix = "first_stage_model.",
        FirstText = "cond_stage_model.transformer.",
        SecondText = "cond_stage_model.model.",
        XlFirstText = "conditioner.embedders.0.transformer.",
        XlSecondText = "conditioner.embedders.1.model.";

    // Number of heads per level of Stable Diffusion 1; the others have heads of this width.
    private const int HeadsOfOne = 8, HeadWidth = 64, SizeEmbedding = 256;

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, StoredTensor> _tensors;

    private LdmFile(string path, CheckpointWeights weights) =>
        (_path, _tensors, Markers) = (path, weights.Tensors, LdmMarkers.Read(path, weights));

    /// <summary>The kind of model.</summary>
    public LdmKind Kind => Has(XlSecondText) ? LdmKind.XL : Has(SecondText) ? LdmKind.Two : LdmKind.One;

    /// <summary>Number of the U-Net's input channels: 4 for text-to-image, 8 for editing.</summary>
    public int Channels => (int)Shape(UNetPrefix + "input_blocks.0.0.weight")[1];

    /// <summary>The file's markers for its noise levels.</summary>
    public LdmMarkers Markers { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, broken, a pickle, or not a model of this layout.</exception>
    public static LdmFile Open(string path)
    {
        var file = new LdmFile(path, CheckpointWeights.Open(path));
        foreach (var (prefix, what) in new[] { (UNetPrefix, "U-Net"), (VaePrefix, "autoencoder") })
            if (!file.Has(prefix))
                throw new InvalidInputException(
                    $"{path} has no {what}: no tensor begins with '{prefix}'",
                    "a whole model in the layout of latent diffusion: U-Net, autoencoder and text encoder",
                    "take the full file of the model, or its folder in diffusers' layout"
                );
        if (!file.Has(FirstText) && !file.Has(SecondText) && !file.Has(XlFirstText))
            throw new InvalidInputException(
                $"{path} has no text encoder that is known",
                $"tensors that begin with '{FirstText}', '{SecondText}' or '{XlFirstText}'",
                "take the full file of the model"
            );
        return file;
    }

    /// <summary>Opens one of the networks.</summary>
    /// <param name="part">unet, vae, text_encoder or, for Stable Diffusion XL, text_encoder_2.</param>
    /// <param name="loras">LoRAs that are merged into the weights.</param>
    /// <exception cref="InvalidInputException">A tensor is missing or has another shape.</exception>
    public CheckpointPart Part(string part, LoraMerge loras) => (part, Kind) switch
    {
        ("unet", _) => OpenUNet(loras),
        ("vae", _) => OpenVae(loras),
        ("text_encoder", LdmKind.Two) => OpenOpenClip(part, SecondText, loras),
        ("text_encoder", LdmKind.XL) => OpenClip(part, XlFirstText, loras),
        ("text_encoder", _) => OpenClip(part, FirstText, loras),
        _ => OpenOpenClip(part, XlSecondText, loras),
    };

    private CheckpointPart OpenUNet(LoraMerge loras)
    {
        var config = UNetConfig();
        var theirs = LdmNames.OfUNet([.. CheckpointPart.ParametersOf(Parsed("unet", config)).Select(p => p.Name)]);
        return Open("unet", config, UNetPrefix, name => (theirs(name), null), loras);
    }

    private CheckpointPart OpenVae(LoraMerge loras)
    {
        var channels = Counted(i => $"{VaePrefix}encoder.down.{i}.block.0.conv2.weight");
        var config = new JsonObject
        {
            ["_class_name"] = "AutoencoderKL",
            ["block_out_channels"] = Numbers(channels),
            ["down_block_types"] = Names(channels.Select(_ => "DownEncoderBlock2D")),
            ["up_block_types"] = Names(channels.Select(_ => "UpDecoderBlock2D")),
            ["layers_per_block"] = Counted(i => $"{VaePrefix}encoder.down.0.block.{i}.conv2.weight").Count,
            ["latent_channels"] = Shape(VaePrefix + "post_quant_conv.weight")[0],
        };
        return Open("vae", config, VaePrefix, name => (LdmNames.Vae(name, channels.Count), null), loras);
    }

    private CheckpointPart OpenClip(string part, string prefix, LoraMerge loras)
    {
        var config = TextConfig(
            "CLIPTextModel",
            prefix + "text_model.embeddings.token_embedding.weight",
            prefix + "text_model.embeddings.position_embedding.weight",
            prefix + "text_model.encoder.layers.0.mlp.fc1.weight",
            Counted(i => $"{prefix}text_model.encoder.layers.{i}.mlp.fc1.weight").Count,
            "quick_gelu"
        );
        return Open(part, config, prefix, name => (name, null), loras);
    }

    // Stable Diffusion 2 reads the states before the last layer, so its encoder has one layer less in diffusers' layout.
    private CheckpointPart OpenOpenClip(string part, string prefix, LoraMerge loras)
    {
        var projects = part == "text_encoder_2";
        var layers = Counted(i => $"{prefix}transformer.resblocks.{i}.mlp.c_fc.weight").Count - (projects ? 0 : 1);
        var config = TextConfig(
            projects ? "CLIPTextModelWithProjection" : "CLIPTextModel",
            prefix + "token_embedding.weight",
            prefix + "positional_embedding",
            prefix + "transformer.resblocks.0.mlp.c_fc.weight",
            layers,
            "gelu"
        );
        if (projects)
            config["projection_dim"] = Shape(prefix + "text_projection")[1];
        return Open(part, config, prefix, LdmNames.OpenClip, loras);
    }

    private JsonObject UNetConfig()
    {
        var levels = Levels();
        var linear =
            _tensors
                .First(t =>
                    t.Key.StartsWith(UNetPrefix, StringComparison.Ordinal) && t.Key.EndsWith(".proj_in.weight", StringComparison.Ordinal)
                )
                .Value.Entry.Shape.Count == 2;
        var config = new JsonObject
        {
            ["_class_name"] = "UNet2DConditionModel",
            ["in_channels"] = Channels,
            ["out_channels"] = Shape(UNetPrefix + "out.2.weight")[0],
            ["block_out_channels"] = Numbers(levels.Select(l => l.Channels)),
            ["down_block_types"] = Names(levels.Select(l => l.Transformers > 0 ? "CrossAttnDownBlock2D" : "DownBlock2D")),
            ["up_block_types"] = Names(levels.Reverse().Select(l => l.Transformers > 0 ? "CrossAttnUpBlock2D" : "UpBlock2D")),
            ["layers_per_block"] = Layers(),
            ["transformer_layers_per_block"] = Numbers(levels.Select(l => (long)Math.Max(1, l.Transformers))),
            ["attention_head_dim"] = Numbers(levels.Select(l => linear ? l.Channels / HeadWidth : HeadsOfOne)),
            ["cross_attention_dim"] = _tensors
                .First(t =>
                    t.Key.StartsWith(UNetPrefix, StringComparison.Ordinal) && t.Key.EndsWith("attn2.to_k.weight", StringComparison.Ordinal)
                )
                .Value.Entry.Shape[1],
            ["use_linear_projection"] = linear,
        };
        if (!_tensors.TryGetValue(UNetPrefix + "label_emb.0.0.weight", out var added))
            return config;
        config["addition_embed_type"] = "text_time";
        config["addition_time_embed_dim"] = SizeEmbedding;
        config["projection_class_embeddings_input_dim"] = added.Entry.Shape[1];
        return config;
    }

    // Finds, for each level, the number of channels and of transformer layers in its first block.
    private IReadOnlyList<(long Channels, int Transformers)> Levels()
    {
        var levels = new List<(long, int)>();
        for (var block = 1; Find($"input_blocks.{block}.0.out_layers.3.weight") is { } convolution; block += Layers() + 1)
        {
            var at = block;
            levels.Add(
                (
                    convolution.Entry.Shape[0],
                    Counted(i => $"{UNetPrefix}input_blocks.{at}.1.transformer_blocks.{i}.attn2.to_k.weight").Count
                )
            );
        }
        return levels;
    }

    // Counts the residual blocks before the first downsampling; in a network with one level, all.
    private int Layers() =>
        Counted(i =>
            Find($"input_blocks.{i + 1}.0.op.weight") is null ? $"{UNetPrefix}input_blocks.{i + 1}.0.out_layers.3.weight" : ""
        ).Count;

    private JsonObject TextConfig(string className, string tokens, string positions, string feed, int layers, string activation)
    {
        var width = Shape(tokens)[1];
        return new()
        {
            ["architectures"] = Names([className]),
            ["vocab_size"] = Shape(tokens)[0],
            ["hidden_size"] = width,
            ["max_position_embeddings"] = Shape(positions)[0],
            ["intermediate_size"] = Shape(feed)[0],
            ["num_hidden_layers"] = layers,
            ["num_attention_heads"] = Math.Max(1, width / HeadWidth),
            ["hidden_act"] = activation,
        };
    }

    private CheckpointPart Open(
        string part,
        JsonObject config,
        string prefix,
        Func<string, (string Name, int? Third)> theirs,
        LoraMerge loras
    )
    {
        return CheckpointPart.Open(part, $"{part} of {_path}", Parsed(part, config), Find, loras);

        CheckpointWeights Find(IReadOnlyList<Parameter> parameters)
        {
            var named = parameters
                .Select(p => (p.Name, Theirs: prefix + theirs(p.Name).Name, Tensor: Stored(prefix, theirs(p.Name))))
                .ToList();
            // An unknown part of a U-Net would change its result.
            var unread =
                part == "unet"
                    ? _tensors
                        .Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
                        .Except(named.Select(n => n.Theirs))
                        .FirstOrDefault()
                    : null;
            return unread is null
                ? new(_path, named.Where(n => n.Tensor is not null).ToDictionary(n => n.Name, n => n.Tensor!))
                : throw new InvalidInputException(
                    $"{_path} has a tensor '{unread}'",
                    "the U-Net of Stable Diffusion 1, 2 or XL",
                    "take the model's folder in diffusers' layout"
                );
        }
    }

    private NetworkConfig Parsed(string part, JsonObject config) =>
        NetworkConfig.Parse(JsonSerializer.Serialize(config), $"{_path} ({part})");

    private StoredTensor? Stored(string prefix, (string Name, int? Third) theirs)
    {
        if (!_tensors.TryGetValue(prefix + theirs.Name, out var tensor))
            return null;
        if (theirs.Third is { } third && tensor.Entry.Shape.Count > 0)
        {
            var length = tensor.Entry.Length / 3;
            long[] shape = [tensor.Entry.Shape[0] / 3, .. tensor.Entry.Shape.Skip(1)];
            return tensor with
            {
                Entry = tensor.Entry with { Shape = shape, Offset = tensor.Entry.Offset + third * length, Length = length },
            };
        }
        // OpenCLIP multiplies by the matrix from the right.
        return tensor with { Transposed = theirs.Name == "text_projection" };
    }

    private StoredTensor? Find(string name) => _tensors.GetValueOrDefault(UNetPrefix + name);

    private bool Has(string prefix) => _tensors.Keys.Any(k => k.StartsWith(prefix, StringComparison.Ordinal));

    private IReadOnlyList<long> Shape(string name) =>
        _tensors.TryGetValue(name, out var tensor) && tensor.Entry.Shape.Count > 0
            ? tensor.Entry.Shape
            : throw new InvalidInputException(
                $"{_path} has no tensor '{name}'",
                "a whole model in the layout of latent diffusion",
                "copy the file again"
            );

    // The first dimension of each tensor in a numbered series, up to the first number that is missing.
    private List<long> Counted(Func<int, string> name)
    {
        var found = new List<long>();
        while (_tensors.TryGetValue(name(found.Count), out var tensor) && tensor.Entry.Shape.Count > 0)
            found.Add(tensor.Entry.Shape[0]);
        return found;
    }

    private static JsonArray Numbers(IEnumerable<long> values) => [.. values.Select(v => (JsonNode)v)];

    private static JsonArray Names(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)v)];
}
