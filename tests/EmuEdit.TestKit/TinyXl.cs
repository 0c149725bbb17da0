namespace EmuEdit.TestKit;

/// <summary>
/// A model of Stable Diffusion XL's kind with random weights, for pictures of 64 x 64 pixels: two
/// text encoders, a pooled encoding, sizes.
/// </summary>
public static class TinyXl
{
    /// <summary>The U-Net's configuration but for its channels.</summary>
    public const string UNet = """
        "sample_size": 8, "block_out_channels": [64, 128], "layers_per_block": 1,
        "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
        "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"],
        "transformer_layers_per_block": [1, 2], "attention_head_dim": [1, 2], "use_linear_projection": true, "cross_attention_dim": 192,
        "addition_embed_type": "text_time", "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 1584
        """;

    /// <summary>The autoencoder's; XL's scaling factor is to be added.</summary>
    public const string Vae = """
        "block_out_channels": [32, 32, 64, 64], "layers_per_block": 1, "latent_channels": 4,
        "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
        "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
        """;

    /// <summary>CosXL's scheduler, as a file.</summary>
    public const string Edm = """
        "_class_name": "EDMEulerScheduler", "sigma_min": 0.002, "sigma_max": 120.0, "sigma_data": 1.0,
        "sigma_schedule": "exponential", "prediction_type": "v_prediction"
        """;

    /// <summary>Stable Diffusion's scheduler, as a file.</summary>
    public const string Euler = """
        "_class_name": "EulerDiscreteScheduler", "beta_start": 0.00085, "beta_end": 0.012,
        "beta_schedule": "scaled_linear", "timestep_spacing": "leading", "steps_offset": 1
        """;

    /// <summary>A text encoder's configuration.</summary>
    /// <param name="className">transformers' class.</param>
    /// <param name="width">Width of its states.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="activation">quick_gelu or gelu.</param>
    public static string Text(string className, int width, int layers, string activation) =>
        $$"""
            "architectures": ["{{className}}"], "vocab_size": 727, "hidden_size": {{width}},
            "intermediate_size": 96, "max_position_embeddings": 77, "num_hidden_layers": {{layers}},
            "num_attention_heads": {{width / 64}}, "hidden_act": "{{activation}}", "projection_dim": 48
            """;

    /// <summary>Writes an editor, or a model that draws from text.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="edits">Whether the U-Net takes the input picture, too.</param>
    /// <param name="scheduler"><see cref="Edm"/> or <see cref="Euler"/>.</param>
    /// <param name="index">What <c>model_index.json</c> has beside the class.</param>
    public static void Write(string folder, bool edits, string scheduler, string index = "")
    {
        var random = new Random(1);
        RandomCheckpoint.WriteJson(
            Path.Combine(folder, "model_index.json"),
            $"\"_class_name\": \"StableDiffusionXL{(edits ? "InstructPix2Pix" : "")}Pipeline\"{index}"
        );
        RandomCheckpoint.WriteJson(Path.Combine(folder, "scheduler", "scheduler_config.json"), scheduler);
        GoldenModel.CopyTokenizer("tokenizer", Path.Combine(folder, "tokenizer"));
        GoldenModel.CopyTokenizer("tokenizer_2", Path.Combine(folder, "tokenizer_2"));
        Network("unet", "diffusion_pytorch_model", "UNet2DConditionModel", $"\"in_channels\": {(edits ? 8 : 4)}, {UNet}");
        Network("vae", "diffusion_pytorch_model", "AutoencoderKL", Vae + ", \"scaling_factor\": 0.13025");
        Network("text_encoder", "model", null, Text("CLIPTextModel", 64, 2, "quick_gelu"));
        Network("text_encoder_2", "model", null, Text("CLIPTextModelWithProjection", 128, 2, "gelu"));

        void Network(string part, string file, string? className, string config) =>
            RandomCheckpoint.Write(Path.Combine(folder, part), file, className, config, random);
    }
}
