using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class LoadingTests
{
    private static readonly string s_model = GoldenModel.Folder;

    [Fact]
    public void Load_OfACheckpoint_TellsEachPartAndEndsWithAllOfIt()
    {
        var told = new List<LoadingProgress>();
        using var bundle = Bundle.Load(s_model, new() { Loading = told.Add });
        Assert.Equal(["text_encoder", "vae_encoder", "vae_decoder", "unet"], told.Select(t => t.Part));
        Assert.Equal(0, told[0].Before);
        Assert.All(told.Zip(told.Skip(1)), t => Assert.Equal(t.First.Before + t.First.Bytes, t.Second.Before));
        Assert.Equal(bundle.Networks.Sum(n => n.Bytes), told[^1].Total);
        Assert.Equal(told[^1].Total, told[^1].Before + told[^1].Bytes);
    }

    [Fact]
    public void Require_MoreThanIsFree_SaysBoth() =>
        Assert.Equal(
            "/models/large needs 3.4 GB of memory for its weights alone; 2.0 GB are free; allowed: a model that "
                + "fits. Close other programs, or take a smaller model or a larger machine.",
            Assert.Throws<InvalidInputException>(() => FreeMemory.Require("/models/large", 3_440_000_000, free: 2_000_000_000)).Message
        );

    [Fact]
    public void Require_WhatThisMachineHas_IsFine() => FreeMemory.Require("small", 1_000_000);

    [Fact]
    public void In_AFolderOfModels_TellsWhatEachCanDo()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(folder["editor"], s_model);
        Directory.CreateDirectory(folder["no model"]);
        new TinyBundle().Write(folder["toy"]);
        File.WriteAllBytes(folder["broken.safetensors"], [1, 2, 3]);
        var found = ModelSummary.In(folder.Path).ToList();
        Assert.Equal(
            [("broken.safetensors", ""), ("editor", "edits"), ("toy", "graphs")],
            found.Select(m => (Path.GetFileName(m.Path), m.Use))
        );
        Assert.NotNull(found[0].Problem);
        Assert.Equal("StableDiffusionInstructPix2PixPipeline", found[1].Class);
        Assert.True(found[1].Parameters > 300_000);
    }
}
