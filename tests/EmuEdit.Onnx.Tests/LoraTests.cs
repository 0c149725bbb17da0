using System.Runtime.InteropServices;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>LoRA files for an InstructPix2Pix with random weights, against weights that are merged by hand.</summary>
public sealed class LoraTests : IDisposable
{
    private const int Rank = 3,
        Channels = 16,
        TextWidth = 32;
    private const string Attention = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k",
        Convolution = "down_blocks.0.resnets.0.conv1",
        Text = "text_model.encoder.layers.0.self_attn.q_proj";

    private static readonly string s_model = GoldenModel.Folder;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(1);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, string, string, float?> Keys => new()
    {
        { "unet.{0}", "text_encoder.{0}", ".", ".lora_A.weight", ".lora_B.weight", null },
        { "lora_unet_{0}", "lora_te_{0}", "_", ".lora_down.weight", ".lora_up.weight", 6f },
        { "unet.{0}", "text_encoder.{0}", ".", ".lora.down.weight", ".lora.up.weight", null },
        { "unet.{0}", "text_encoder.{0}", ".", ".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight", 1.5f },
    };

    [Theory, MemberData(nameof(Keys))]
    public void Load_WithALora_ComputesWhatMergedWeightsCompute(string unet, string text, string dot, string down, string up, float? alpha)
    {
        var (lora, merged) = (new Safetensors(), CopyModel());
        foreach (
            var (part, file, module, key) in new[]
            {
                ("unet", "diffusion_pytorch_model.safetensors", Attention, unet),
                ("unet", "diffusion_pytorch_model.safetensors", Convolution, unet),
                ("text_encoder", "model.safetensors", Text, text),
            }
        )
        {
            var path = Path.Combine(merged, part, file);
            Add(
                lora,
                path,
                module,
                string.Format(System.Globalization.CultureInfo.InvariantCulture, key, module.Replace(".", dot, StringComparison.Ordinal)),
                down,
                up,
                alpha,
                0.5f
            );
        }
        lora.Write(_folder["lora.safetensors"]);

        var expected = Predict(merged);
        var actual = Predict(s_model, new Lora(_folder["lora.safetensors"], 0.5f));
        Assert.True(Distance(expected, actual) < 1e-5, $"{Distance(expected, actual)}");
        Assert.True(Distance(expected, Predict(s_model)) > 1e-3);
    }

    [Fact]
    public void Load_WithNamesOfSingleFiles_IsTheSame()
    {
        foreach (
            var (name, module) in new[]
            {
                ("ours", "unet." + Attention),
                ("theirs", "lora_unet_input_blocks_1_1_transformer_blocks_0_attn2_to_k"),
            }
        )
        {
            var (lora, random) = (new Safetensors(), new Random(2));
            lora.Tensors[module + ".lora_down.weight"] = new(
                [Rank, TextWidth],
                [.. Enumerable.Range(0, Rank * TextWidth).Select(_ => (float)random.NextDouble())]
            );
            lora.Tensors[module + ".lora_up.weight"] = new(
                [Channels, Rank],
                [.. Enumerable.Range(0, Channels * Rank).Select(_ => (float)random.NextDouble())]
            );
            lora.Write(_folder[name + ".safetensors"]);
        }
        Assert.Equal(Predict(s_model, new Lora(_folder["ours.safetensors"])), Predict(s_model, new Lora(_folder["theirs.safetensors"])));
    }

    [Fact]
    public void Load_WithTwo_AddsBoth()
    {
        foreach (var name in new[] { "plus", "minus" })
        {
            var lora = new Safetensors();
            Add(
                lora,
                Path.Combine(CopyModel(name), "unet", "diffusion_pytorch_model.safetensors"),
                Attention,
                "unet." + Attention,
                ".lora_A.weight",
                ".lora_B.weight",
                null,
                0
            );
            lora.Write(_folder[name + ".safetensors"]);
            if (name == "plus")
                File.Copy(_folder["plus.safetensors"], _folder["same.safetensors"]);
        }
        using (var bundle = Bundle.Load(s_model, loras: [new(_folder["plus.safetensors"], 0.5f)]))
            Assert.Contains($"{_folder["plus.safetensors"]} is merged into its weights, times 0.5.", bundle.Remarks);
        var none = Predict(s_model);
        Assert.True(Distance(none, Predict(s_model, new(_folder["plus.safetensors"]), new(_folder["same.safetensors"], -1))) < 1e-5);
        Assert.True(Distance(none, Predict(s_model, new(_folder["plus.safetensors"]), new(_folder["minus.safetensors"]))) > 1e-3);
    }

    public static TheoryData<string, long[], long[], string> Wrong => new()
    {
        { "unet.down_blocks.7.attentions.0.to_k", [Rank, 8], [8, Rank], "which this model has not" },
        { "unet." + Attention, [Rank, 7], [8, Rank], "what fits [" },
        { "unet." + Attention, [Rank, 8], [8, Rank + 1], "what fits [" },
        { "lora_te2_text_model_encoder_layers_0_self_attn_q_proj", [Rank, 8], [8, Rank], "which this model has not" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Load_OfALoraForAnotherModel_IsRefused(string module, long[] down, long[] up, string says)
    {
        var lora = new Safetensors();
        lora.Tensors[module + ".lora_A.weight"] = Random(down);
        lora.Tensors[module + ".lora_B.weight"] = Random(up);
        lora.Write(_folder["lora.safetensors"]);
        Assert.Contains(says, Refusal(_folder["lora.safetensors"]));
    }

    [Theory]
    [InlineData("lora_unet_x.hada_w1_a", "it is LoHa")]
    [InlineData("lora_unet_x.dora_scale", "it is DoRA")]
    [InlineData("conv_in.weight", "has a tensor 'conv_in.weight'")]
    [InlineData("unet.x.lora_A.weight", "has no 'unet.x.lora_B.weight'")]
    public void Load_OfWhatIsNoLora_IsRefused(string tensor, string says)
    {
        var lora = new Safetensors();
        lora.Tensors[tensor] = Random([4, 4]);
        lora.Write(_folder["lora.safetensors"]);
        Assert.Contains(says, Refusal(_folder["lora.safetensors"]));
    }

    [Theory]
    [InlineData("nowhere.safetensors", "no file")]
    [InlineData("lora.pt", "is a Python pickle")]
    public void Load_OfAFileThatCannotBeRead_IsRefused(string name, string says)
    {
        if (name != "nowhere.safetensors")
            File.WriteAllBytes(_folder[name], new byte[10]);
        Assert.Contains(says, Refusal(_folder[name]));
    }

    [Fact]
    public void Load_OfABundleOfGraphs_SaysWhatALoraNeeds()
    {
        new TinyBundle().Write(_folder["toy"]);
        Assert.Contains(
            "is an exported graph",
            Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder["toy"], loras: [new("any.safetensors")])).Message
        );
    }

    private static string Refusal(string lora) =>
        Assert.Throws<InvalidInputException>(() => Bundle.Load(s_model, loras: [new(lora)]).Dispose()).Message;

    // W + weight alpha / rank up down, into both files.
    private void Add(Safetensors lora, string weights, string module, string key, string down, string up, float? alpha, float weight)
    {
        var entry = SafetensorsHeader.Read(weights).Tensors.Single(t => t.Name == module + ".weight");
        using var file = File.Open(weights, FileMode.Open);
        var values = new float[entry.Length / sizeof(float)];
        file.Position = entry.Offset;
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        var (rows, columns) = ((int)entry.Shape[0], values.Length / (int)entry.Shape[0]);
        var (a, b) = (Random([Rank, .. entry.Shape.Skip(1)]), Random([rows, Rank, .. entry.Shape.Skip(2).Select(_ => 1L)]));
        (lora.Tensors[key + down], lora.Tensors[key + up]) = (a, b);
        if (alpha is { } given)
            lora.Tensors[key + ".alpha"] = new([], [given]);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                for (var r = 0; r < Rank; r++)
                    values[i * columns + j] += weight * (alpha ?? Rank) / Rank * b.Values[i * Rank + r] * a.Values[r * columns + j];
        file.Position = entry.Offset;
        file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private NamedTensor Random(long[] shape) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (x, y) => x * y)).Select(_ => (float)_random.NextDouble() - 0.5f)]);

    private static float[] Predict(string model, params Lora[] loras)
    {
        using var bundle = Bundle.Load(model, loras: loras);
        var shape = new LatentShape(4, 8, 8);
        using var run = bundle.UNet.Bind(shape, 64, 64, [new(new float[shape.Length], bundle.Prompts.Read("a cat"), [])]);
        return run.Predict(new CounterRandom(1).Gaussians(shape.Length), 500).ToArray();
    }

    private static double Distance(float[] a, float[] b) => a.Zip(b).Max(p => Math.Abs(p.First - p.Second)) / a.Max(Math.Abs);

    private string CopyModel(string name = "model")
    {
        GoldenModel.CopyTo(_folder[name]);
        return _folder[name];
    }
}
