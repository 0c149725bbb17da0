using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Damaged files of models. Networks are described from them, as the graphs are made of it; the
/// runtime loads none.
/// </summary>
public sealed class ModelFileFuzzTests : IDisposable
{
    private const string Module = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unet/config.json")]
    [InlineData("vae/config.json")]
    [InlineData("text_encoder/config.json")]
    [InlineData("unet/diffusion_pytorch_model.safetensors")]
    public void Network_OfAnyDamage_IsRefusedInOneLineOrRead(string file) =>
        OfTheModel(file, () => CheckpointPart.Open(_folder[Path.GetDirectoryName(file)!]));

    [Fact]
    public void NetworkConfig_WithHalfASurrogatePair_CannotBeRead() =>
        Assert.StartsWith(
            "config.json cannot be read (",
            Assert
                .Throws<InvalidInputException>(() => NetworkConfig.Parse("""{ "down_block_types": ["\ud800"] }""", "config.json"))
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/merges.txt")]
    [InlineData("tokenizer/tokenizer_config.json")]
    public void Tokenizer_OfAnyDamage_IsRefusedInOneLineOrRead(string file) =>
        OfTheModel(file, () => ClipTokenizer.Load(_folder["tokenizer"]).Encode("a red cube"));

    [Fact]
    public void TokenizerInOneFile_OfAnyDamage_IsRefusedInOneLineOrRead()
    {
        var vocabulary = string.Join(
            ", ",
            TinyTokenizer.Vocabulary.Select((token, id) => $"{System.Text.Json.JsonSerializer.Serialize(token)}: {id}")
        );
        File.WriteAllText(
            _folder["tokenizer.json"],
            $$"""
            { "added_tokens": [{ "content": "{{TinyTokenizer.Begin}}", "id": {{TinyTokenizer.Id(
                TinyTokenizer.Begin
            )}} }], "model": { "type": "BPE", "merges": ["r e", ["re", "d</w>"]], "vocab": { {{vocabulary}} } } }
            """
        );
        File.WriteAllText(_folder["tokenizer_config.json"], """{ "model_max_length": 16 }""");
        FileFuzz.Run(_folder["tokenizer.json"], () => ClipTokenizer.Load(_folder["."]).Encode("a red cube"));
    }

    [Theory]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("schedulers/dpmpp-2m-karras/scheduler_config.json")]
    public void Scheduler_OfAnyDamage_IsRefusedInOneLineOrRead(string file) =>
        OfTheModel(file, () => SchedulerConfigFile.Load(_folder[file]));

    [Fact]
    public void ModelIndex_OfAnyDamage_IsRefusedInOneLineOrRead() =>
        OfTheModel("model_index.json", () => _ = ModelSource.Of(_folder["."]).Config);

    [Fact]
    public void Lora_OfAnyDamage_IsRefusedInOneLineOrRead()
    {
        GoldenModel.CopyTo(_folder["model"]);
        var lora = new Safetensors();
        lora.Tensors[Module + ".lora_down.weight"] = new([2, 32], new float[64]);
        lora.Tensors[Module + ".lora_up.weight"] = new([16, 2], new float[32]);
        lora.Tensors[Module + ".alpha"] = new([], [1]);
        lora.Write(_folder["lora.safetensors"]);
        FileFuzz.Run(
            _folder["lora.safetensors"],
            () => CheckpointPart.Open(_folder["model/unet"], new LoraMerge([LoraFile.Read(_folder["lora.safetensors"], 1)]))
        );
    }

    [Fact]
    public void SingleFile_OfAnyDamage_IsRefusedInOneLineOrRead()
    {
        var single = new SingleFile(_folder);
        single.Write("1");
        // Its values, which are large and not read, are zeros that take no place.
        var whole = File.ReadAllBytes(single.Path);
        var head = whole[..(8 + (int)BitConverter.ToInt64(whole))];
        FileFuzz.Run(single.Path, head, damaged =>
        {
            using (var written = File.Create(single.Path))
            {
                written.Write(damaged);
                written.SetLength(damaged.Length + whole.Length - head.Length);
            }
            var file = LdmFile.Open(single.Path);
            foreach (var part in new[] { "unet", "vae", "text_encoder" })
                file.Part(part, new([]));
        });
    }

    [Fact]
    public void LearnedTask_OfAnyDamage_IsRefusedInOneLineOrRead()
    {
        var task = TaskLibrary.ToFile(
            "glow",
            [1, 2, 3, 4],
            new()
            {
                Created = DateTimeOffset.UnixEpoch,
                Phrases = ["make it glow"],
                Examples = 3,
                Steps = 4,
                Seed = 1,
                Model = "a",
            }
        );
        FileFuzz.Run("glow.safetensors", task, file => TaskTable.Read(file, "glow.safetensors"));
    }

    private void OfTheModel(string file, Action read)
    {
        GoldenModel.CopyTo(_folder["."]);
        FileFuzz.Run(_folder[file], read);
    }
}
