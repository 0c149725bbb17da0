using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.TestKit;

namespace EmuEdit.Networks.Tests;

/// <summary>
/// A checkpoint that is not whole, or not what it says, is refused with one line, before a session
/// is made.
/// </summary>
public sealed class BadCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _vision = Golden.Copy("clip-vision");

    private string Part => _vision["image_encoder"];

    private string Weights => Path.Combine(Part, "model.safetensors");

    public void Dispose() => _vision.Dispose();

    [Fact]
    public void Open_WithoutConfig_SaysWhichFileIsMissing()
    {
        File.Delete(Path.Combine(Part, "config.json"));
        Refuses("no file", "config.json");
    }

    [Fact]
    public void Open_WithoutWeights_SaysWhichFilesThereCouldBe()
    {
        File.Delete(Weights);
        Refuses("no weights in", "model.safetensors", "index.json");
    }

    [Theory]
    [InlineData("pytorch_model.bin")]
    [InlineData("model.ckpt")]
    public void Open_WithAPickle_SaysWhyItIsRefused(string pickle)
    {
        File.Move(Weights, Path.Combine(Part, pickle));
        Refuses(pickle, "pickle", "runs code", "safetensors");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(500)]
    [InlineData(60_000)]
    public void Open_WithATruncatedFile_SaysThatItIsBroken(int length)
    {
        using (var file = File.OpenWrite(Weights))
            file.SetLength(length);
        Refuses("model.safetensors is broken");
    }

    [Theory]
    [InlineData("\"data_offsets\":[0,4]", "does not fit the file")]
    [InlineData("\"data_offsets\":[4,12]", "does not fit the file")]
    [InlineData("\"data_offsets\":[4,8],\"shape\":[1]", "gap")]
    [InlineData("\"data_offsets\":[0,4],\"shape\":[1]", "4 bytes after its last tensor")]
    [InlineData("\"data_offsets\":[0,8],\"extra\":1,\"shape\":[3]", "does not fit the file")]
    [InlineData("\"data_offsets\":[-8,0]", "does not fit the file")]
    [InlineData("\"data_offsets\":[9223372036854775800,9223372036854775807]", "does not fit the file")]
    public void Open_WithAHeaderThatLies_SaysWhatDoesNotFit(string offsets, string complaint)
    {
        var header = $$$"""{"a":{"dtype":"F32","shape":[2],{{{offsets}}}}}""";
        File.WriteAllBytes(
            Weights,
            [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.UTF8.GetBytes(header), .. new byte[8]]
        );
        Refuses("model.safetensors is broken", complaint);
    }

    [Fact]
    public void Open_WithATensorOfAnotherShape_SaysWhichWhatAndWhatWasExpected()
    {
        Configure("projection_dim", 25);
        Refuses("'visual_projection.weight'", "[24, 32]", "[25, 32]");
    }

    [Fact]
    public void Open_WithATensorMissing_SaysWhichAndInWhichShape()
    {
        Configure("num_hidden_layers", 3);
        Refuses("no tensor 'vision_model.encoder.layers.2.", "[32]");
    }

    [Fact]
    public void Open_WithATensorTooMany_SaysWhich()
    {
        Configure("num_hidden_layers", 1);
        Refuses("has a tensor 'vision_model.encoder.layers.1.");
    }

    [Fact]
    public void Open_WithAKeyThatIsNotKnown_NamesIt()
    {
        Configure("rotary_base", 10000);
        Refuses("rotary_base 10000", "not known");
    }

    [Fact]
    public void Open_WithAnotherClass_NamesItAndThoseThatAreKnown()
    {
        Configure("architectures", new JsonArray("T5EncoderModel"));
        Refuses("'T5EncoderModel'", "CLIPTextModel");
    }

    [Fact]
    public void Open_WithEightBitFloats_SaysWhatToTake()
    {
        var (bytes, latin) = (File.ReadAllBytes(Weights), System.Text.Encoding.Latin1);
        var length = (int)BitConverter.ToInt64(bytes);
        var header = latin.GetString(bytes, 8, length);
        var stated = System.Text.RegularExpressions.Regex.Replace(
            header,
            """("vision_model.embeddings.class_embedding": ?\{"dtype": ?)"F32"(, ?"shape": ?)\[32\]""",
            """$1"F8_E4M3"$2[128]"""
        );
        Assert.NotEqual(header, stated);
        File.WriteAllBytes(Weights, [.. BitConverter.GetBytes((long)stated.Length), .. latin.GetBytes(stated), .. bytes[(8 + length)..]]);
        Refuses("F8_E4M3", "fp16");
    }

    [Theory]
    [InlineData("class_embed_type", "timestep")]
    [InlineData("addition_embed_type", "text_image")]
    [InlineData("num_class_embeds", 1000)]
    [InlineData("time_embedding_type", "fourier")]
    [InlineData("attention_type", "gated")]
    [InlineData("dual_cross_attention", true)]
    [InlineData("mid_block_type", "UNetMidBlock2DSimpleCrossAttn")]
    [InlineData("norm_num_groups", 7)]
    [InlineData("attention_head_dim", 5)]
    [InlineData("some_new_switch", true)]
    public void UNet_WithASwitchThatIsNotSupported_NamesIt(string key, object value)
    {
        var json = JsonNode.Parse(File.ReadAllText(Golden.Folder("unet-sdxl", "unet", "config.json")))!;
        json[key] = JsonValue.Create(value);
        var error = Assert.Throws<InvalidInputException>(() =>
            new Diffusers.UNet2DConditionModel(NetworkConfig.Parse(json.ToJsonString(), "config.json"))
        );
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    private void Configure(string key, JsonNode value)
    {
        var path = Path.Combine(Part, "config.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        json[key] = value;
        File.WriteAllText(path, json.ToJsonString());
    }

    private void Refuses(params string[] complaints)
    {
        var error = Assert.Throws<InvalidInputException>(() => CheckpointPart.Open(Part));
        Assert.All(complaints, c => Assert.Contains(c, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }
}
