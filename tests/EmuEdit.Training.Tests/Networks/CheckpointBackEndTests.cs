using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Diffusers;
using EmuEdit.Networks.Transformers;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Networks;

/// <summary>
/// Each network of a checkpoint gives in ONNX Runtime what it gives in torch, with every dialect;
/// switches that the reference data has not are among them.
/// </summary>
public class CheckpointBackEndTests : TorchTests
{
    // Of the largest value: 32-bit sums in another order.
    private const float Tolerance = 1e-4f;
    private const int Batch = 2;

    private readonly RandomWeights _weights = new();

    public static TheoryData<string> UNets =>
        [
                """
                {"block_out_channels":[16,32],"down_block_types":["CrossAttnDownBlock2D","DownBlock2D"],
                "up_block_types":["UpBlock2D","CrossAttnUpBlock2D"],"attention_head_dim":4,
                "only_cross_attention":[true,false],"resnet_time_scale_shift":"scale_shift",
                "center_input_sample":true,"flip_sin_to_cos":false,"freq_shift":1,"mid_block_type":null}
                """,
                """
                {"block_out_channels":[16,32],"down_block_types":["DownBlock2D","CrossAttnDownBlock2D"],
                "up_block_types":["CrossAttnUpBlock2D","UpBlock2D"],"attention_head_dim":[2,4],
                "use_linear_projection":true,"transformer_layers_per_block":[1,[2,1]],
                "reverse_transformer_layers_per_block":[[1,2,1],1],"layers_per_block":2,
                "mid_block_type":"UNetMidBlock2D","mid_block_scale_factor":1.5,"time_embedding_dim":48,
                "time_cond_proj_dim":24,"downsample_padding":0,"conv_in_kernel":1}
                """,
                """
                {"block_out_channels":[8,16,16],"down_block_types":["DownBlock2D","CrossAttnDownBlock2D",
                "CrossAttnDownBlock2D"],"up_block_types":["CrossAttnUpBlock2D","CrossAttnUpBlock2D",
                "UpBlock2D"],"attention_head_dim":2,"layers_per_block":[1,2,1],"encoder_hid_dim":20,
                "encoder_hid_dim_type":"text_proj","addition_embed_type":"text_time",
                "addition_time_embed_dim":8,"projection_class_embeddings_input_dim":72,
                "upcast_attention":true}
                """,
        ];

    [Theory]
    [MemberData(nameof(UNets))]
    public void UNet_InBoth_Agrees(string keys)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, object?>>(keys)!;
        var more = given.Concat([
            new("_class_name", "UNet2DConditionModel"),
            new("cross_attention_dim", 24),
            new("norm_num_groups", 4),
            new("in_channels", 8),
        ]);
        var network = new UNet2DConditionModel(NetworkConfig.Parse(JsonSerializer.Serialize(more.ToDictionary()), "config.json"));
        var (sample, timestep, text) = (
            Noise(1, 8, 11, 14),
            tensor(new float[] { 951.5f, 3 }),
            Noise(2, 7, given.ContainsKey("encoder_hid_dim") ? 20 : 24)
        );
        List<(string, Tensor)> inputs = [("sample", sample), ("timestep", timestep), ("encoder_hidden_states", text)];
        var (pooled, ids, guidance) = (
            Noise(3, 24),
            tensor(new float[] { 64, 48, 0, 0, 64, 64, 32, 32, 8, 0, 32, 64 }, [Batch, 6]),
            Noise(4, 24)
        );
        if (network.TakesTextAndTime)
            inputs.AddRange([("text_embeds", pooled), ("time_ids", ids)]);
        if (given.ContainsKey("time_cond_proj_dim"))
            inputs.Add(("timestep_cond", guidance));
        Agree(network, "unet", network.Forward(_weights.Torch(), sample, timestep, text, pooled, ids, guidance), [.. inputs]);
    }

    [Theory]
    [InlineData(
            """
            {"_class_name":"AutoencoderKL","block_out_channels":[8,16],"norm_num_groups":4,
            "layers_per_block":1,"down_block_types":["DownEncoderBlock2D","DownEncoderBlock2D"],
            "up_block_types":["UpDecoderBlock2D","UpDecoderBlock2D"]}
            """
    )]
    [InlineData(
            """
            {"_class_name":"AutoencoderKL","block_out_channels":[8],"norm_num_groups":4,
            "layers_per_block":2,"use_quant_conv":false,"use_post_quant_conv":false,
            "mid_block_add_attention":false,"latent_channels":3}
            """
    )]
    public void Autoencoder_InBoth_Agrees(string config)
    {
        var network = new AutoencoderKL(NetworkConfig.Parse(config, "config.json"));
        var (pictures, latents) = (Noise(1, 3, 18, 25), Noise(2, config.Contains("latent", StringComparison.Ordinal) ? 3 : 4, 5, 6));
        Agree(network, "vae_encoder", network.Encode(_weights.Torch(), pictures), ("sample", pictures));
        Agree(network, "vae_decoder", network.Decode(_weights.Torch(), latents), ("latent_sample", latents));
    }

    [Fact]
    public void TinyAutoencoder_InBoth_Agrees()
    {
        var network = new AutoencoderTiny(
            NetworkConfig.Parse(
                    """
                    {"_class_name":"AutoencoderTiny","encoder_block_out_channels":[8,8],
                    "decoder_block_out_channels":[8,8],"num_encoder_blocks":[1,2],"num_decoder_blocks":[2,
                    1]}
                    """,
                "config.json"
            )
        );
        var (pictures, latents) = (Noise(1, 3, 16, 18), Noise(2, 4, 5, 6));
        Agree(network, "vae_encoder", network.Encode(_weights.Torch(), pictures), ("sample", pictures));
        Agree(network, "vae_decoder", network.Decode(_weights.Torch(), latents), ("latent_sample", latents));
        Assert.Contains(network.Parameters, p => p.Name == "decoder.layers.5.weight");
    }

    [Theory]
    [InlineData("CLIPTextModel", "quick_gelu", 2)]
    [InlineData("CLIPTextModelWithProjection", "gelu", 11)]
    public void ClipText_InBoth_Agrees(string type, string activation, int end)
    {
        var network = new ClipTextModel(
            NetworkConfig.Parse(
                    $$"""
                    {"architectures":["{{type}}"],"hidden_size":32,"intermediate_size":48,
                    "num_hidden_layers":2,"num_attention_heads":4,"hidden_act":"{{activation}}",
                    "vocab_size":40,"max_position_embeddings":9,"projection_dim":20,"eos_token_id":{{end}}}
                    """,
                "config.json"
            )
        );
        var ids = tensor(new long[] { 1, 7, 11, 39, 0, 11, 0, 0, 0, 1, 3, 5, 7, 11, 13, 11, 39, 39 }, [Batch, 9]);
        var output = network.Forward(_weights.Torch(), ids);
        Agree(network, "text_encoder", "last_hidden_state", output.Last, ("input_ids", ids));
        Agree(network, "text_encoder", type == "CLIPTextModel" ? "pooler_output" : "text_embeds", output.Pooled, ("input_ids", ids));
        Agree(network, "text_encoder", $"hidden_states.{output.States.Count - 2}", output.States[^2], ("input_ids", ids));
    }

    [Fact]
    public void ClipVision_InBoth_Agrees()
    {
        var network = new ClipVisionModel(
            NetworkConfig.Parse(
                    """
                    {"architectures":["CLIPVisionModelWithProjection"],"hidden_size":32,
                    "intermediate_size":48,"num_hidden_layers":2,"num_attention_heads":4,"image_size":24,
                    "patch_size":8,"projection_dim":20}
                    """,
                "config.json"
            )
        );
        var pictures = Noise(1, 3, 24, 24);
        Agree(network, "image_encoder", "image_embeds", network.Forward(_weights.Torch(), pictures).Embedding!, ("pixel_values", pictures));
    }

    [Theory]
    [InlineData("Dinov2Model", 28, false)]
    [InlineData("Dinov2Model", 42, true)]
    [InlineData("ViTModel", 28, false)]
    [InlineData("ViTModel", 42, false)]
    public void VisionTransformer_InBoth_AgreesAtItsOwnSizeAndAtAnother(string type, int side, bool gated)
    {
        var feed = type == "ViTModel" ? "\"intermediate_size\":48" : $"\"mlp_ratio\":3,\"use_swiglu_ffn\":{(gated ? "true" : "false")}";
        var config = NetworkConfig.Parse(
            $$"""
            {"architectures":["{{type}}"],"hidden_size":32,"num_hidden_layers":2,
            "num_attention_heads":4,"image_size":28,"patch_size":7,{{feed}}}
            """,
            "config.json"
        );
        var pictures = Noise(1, 3, side, side);
        if (type == "ViTModel" && new ViTModel(config, side) is var vit)
            Agree(vit, "dino", vit.Forward(_weights.Torch(), pictures), ("pixel_values", pictures));
        else if (new Dinov2Model(config, side) is var dino)
            Agree(dino, "dino", dino.Forward(_weights.Torch(), pictures), ("pixel_values", pictures));
    }

    private void Agree(ICheckpointNetwork network, string graph, Tensor expected, params (string, Tensor)[] inputs) =>
        Agree(network, graph, null, expected, inputs);

    private void Agree(
        ICheckpointNetwork network,
        string name,
        string? output,
        Tensor expected,
        params (string Name, Tensor Value)[] inputs
    )
    {
        foreach (var dialect in Enum.GetValues<OnnxDialect>())
        {
            var graph = new NetworkGraph(name, (g, p) => g.Initializer(p.Name, _weights[p], p.Shape), dialect);
            network.Write(name, graph, inner: true);
            using var session = new InferenceSession(graph.ToBytes());
            var values = inputs.ToDictionary(i => i.Name, i => Value(i.Value));
            using var outputs = session.Run(
                new RunOptions(),
                values,
                [output ?? session.OutputNames.Single(o => !o.StartsWith("inner.", StringComparison.Ordinal))]
            );
            var (torch, onnx) = (expected.contiguous().data<float>().ToArray(), outputs[0].GetTensorDataAsSpan<float>().ToArray());
            Assert.Equal(expected.shape, outputs[0].GetTensorTypeAndShape().Shape);
            Assert.True(torch.Max(MathF.Abs) > 0.01f, "nothing to compare");
            Assert.Equal(0, torch.Zip(onnx).Max(p => MathF.Abs(p.First - p.Second)) / torch.Max(MathF.Abs), Tolerance);
        }
    }

    private static OrtValue Value(Tensor tensor) => tensor.dtype == ScalarType.Int64
        ? OrtValue.CreateTensorValueFromMemory(tensor.data<long>().ToArray(), tensor.shape)
        : OrtValue.CreateTensorValueFromMemory(tensor.data<float>().ToArray(), tensor.shape);

    private static Tensor Noise(int stream, params long[] shape) =>
        tensor(new CounterRandom(5, 0, stream).Gaussians((int)(Batch * shape.Aggregate(1L, (a, b) => a * b))), [Batch, .. shape]);
}
