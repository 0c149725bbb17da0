using System.Runtime.InteropServices;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.Onnx.Reference;
using EmuEdit.TestKit;

namespace EmuEdit.Networks.Tests;

/// <summary>However weights are stored, a network computes the same with them.</summary>
public sealed class StoredWeightsTests : IDisposable
{
    // Of the largest value; see GoldenTests.
    private const double Tolerance = 2e-5;

    private readonly TemporaryFolder _vision = Golden.Copy("clip-vision");

    private string Part => _vision["image_encoder"];

    private string Weights => Path.Combine(Part, "model.safetensors");

    public void Dispose() => _vision.Dispose();

    [Fact]
    public void InShards_GivesTheSame()
    {
        Shard();
        Assert.True(Largest() <= Tolerance);
    }

    [Fact]
    public void InShardsOfWhichOneIsMissing_SaysWhich()
    {
        Shard();
        File.Delete(Path.Combine(Part, "model-00002-of-00002.safetensors"));
        Assert.Contains(
            "model-00002-of-00002.safetensors",
            Assert.Throws<InvalidInputException>(() => Largest()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void InBFloat16_GivesTheSameButForItsRounding()
    {
        var tensors = Golden.Floats(Weights);
        File.Delete(Weights);
        Write(
            Path.Combine(Part, "model.bf16.safetensors"),
            "BF16",
            tensors,
            v =>
                MemoryMarshal
                    .AsBytes(Array.ConvertAll(v, x => (ushort)((BitConverter.SingleToUInt32Bits(x) + 0x8000) >> 16)).AsSpan())
                    .ToArray()
        );
        // Weights of 8 significant bits through two layers.
        Assert.InRange(Largest(), 1e-4, 5e-2);
        Assert.Equal("BF16", CheckpointPart.Open(Part).Precision);
    }

    [Fact]
    public void InHalfPrecision_TakesTheKernelsOfConvolutionsTwiceWhileItIsLoaded()
    {
        var (half, full) = (
            CheckpointPart.Open(Golden.Folder("unet-ip2p-fp16", "unet")),
            CheckpointPart.Open(Golden.Folder("pipeline-ip2p", "unet"))
        );
        Assert.Equal(4 * half.Network.Parameters.Where(p => p.Shape.Length == 4).Sum(p => p.Count), half.LoadingBytes);
        Assert.InRange(half.LoadingBytes, 1, half.MemoryBytes);
        Assert.Equal(0, full.LoadingBytes);
    }

    // As a download cache has it: the folder is full of links to files elsewhere.
    [Fact]
    public void BehindALink_GivesTheSame()
    {
        using var cache = new TemporaryFolder();
        File.Move(Weights, cache["0af3"]);
        File.CreateSymbolicLink(Weights, cache["0af3"]);
        Assert.True(Largest() <= Tolerance);
    }

    [Fact]
    public void WithNamesOfOldAutoencoders_IsReadInPlace()
    {
        var part = CheckpointPart.Open(Golden.Folder("vae-sd15", "vae"));
        Assert.Contains(part.Network.Parameters, p => p.Name == "decoder.mid_block.attentions.0.to_out.0.weight");
    }

    private double Largest() => ReferenceCheck.Run(_vision.Path, _vision["golden.safetensors"]).Max(d => d.Relative);

    private void Shard()
    {
        var tensors = Golden.Floats(Weights).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        File.Delete(Weights);
        var map = new Dictionary<string, string>();
        for (var i = 0; i < 2; i++)
        {
            var (file, some) = ($"model-0000{i + 1}-of-00002.safetensors", tensors.Where((_, at) => at % 2 == i).ToDictionary());
            Write(Path.Combine(Part, file), "F32", some, v => MemoryMarshal.AsBytes(v.AsSpan()).ToArray());
            foreach (var name in some.Keys)
                map[name] = file;
        }
        File.WriteAllText(
            Path.Combine(Part, "model.safetensors.index.json"),
            JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map })
        );
    }

    private static void Write(string path, string type, Dictionary<string, NamedTensor> tensors, Func<float[], byte[]> bytes)
    {
        var (header, data) = (new Dictionary<string, object>(), new MemoryStream());
        foreach (var (name, tensor) in tensors)
        {
            var start = data.Length;
            data.Write(bytes(tensor.Values));
            header[name] = new { dtype = type, shape = tensor.Shape, data_offsets = new[] { start, data.Length } };
        }
        // Of odd length, as old files have it: values then begin anywhere.
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] padded = json.Length % 2 == 0 ? [.. json, (byte)' '] : json;
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)padded.Length), .. padded, .. data.ToArray()]);
    }
}
