using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Graph;
using EmuEdit.Onnx.Reference;

namespace EmuEdit.Networks.Tests;

/// <summary>Each network gives what the reference implementation gave.</summary>
public class GoldenTests
{
    // Of the largest value: 32-bit sums in another order. Measured: 3e-6 at most.
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData("unet-ip2p-fp16", 2)]
    [InlineData("unet-sdxl", 16)]
    [InlineData("vae-sd15", 6)]
    [InlineData("clip-text-quickgelu", 14)]
    [InlineData("clip-text-projection-gelu", 14)]
    [InlineData("clip-vision", 4)]
    public void Network_OnTheReferencesInputs_GivesItsOutputs(string folder, int outputs)
    {
        var differences = ReferenceCheck.Run(Golden.Folder(folder), Golden.File(folder)).ToList();
        Assert.Equal(outputs, differences.Count);
        Assert.All(differences, d => Assert.True(d.Relative <= Tolerance, $"{d.Output}: {d.Relative:e2} {d.Remark}"));
    }

    [Fact]
    public void Network_OnOtherInputs_IsFound()
    {
        using var copy = Golden.Copy("clip-vision");
        Golden.ChangeByte(copy["golden.safetensors"], fromEnd: 2);
        Assert.Contains(ReferenceCheck.Run(copy.Path, copy["golden.safetensors"]), d => d.Relative > 1e-4);
    }

    [Fact]
    public void UNet_WithAttentionControlThatTakesNothing_GivesTheSame()
    {
        var graph = CheckpointPart.Open(Golden.Folder("unet-sdxl", "unet")).Graph("unet");
        var controlled = graph with { Model = AttentionControl.Add(graph.Model) };
        Assert.Equal(Golden.Run(graph, "unet-sdxl", "run3", "out_sample"), Golden.Run(controlled, "unet-sdxl", "run3", "out_sample"));
    }
}
