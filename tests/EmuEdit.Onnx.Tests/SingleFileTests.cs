using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>Models in one file, against the same weights in diffusers' folders.</summary>
public sealed class SingleFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SingleFile _file;

    public SingleFileTests() => _file = new(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("XL")]
    public void Load_OfASingleFile_ComputesWhatTheFolderComputes(string kind)
    {
        _file.Write(kind);
        using var folder = Bundle.Load(_folder["folder"]);
        using var single = Bundle.Load(_file.Path);
        Assert.Equal(("model", folder.TakesAnyShape), (single.Name, single.TakesAnyShape));
        Assert.Equal(
            folder.Networks.Select(n => (n.Name, n.Class, n.Parameters)),
            single.Networks.Select(n => (n.Name, n.Class, n.Parameters))
        );

        var (expected, actual) = (folder.Prompts.Read("a cat"), single.Prompts.Read("a cat"));
        Same(expected.States.Values, actual.States.Values);
        Same(expected.Pooled, actual.Pooled);
        var picture = new CounterRandom(2).Gaussians(3 * 48 * 64);
        Same(folder.VaeEncoder.Encode(picture, 64, 48).Values, single.VaeEncoder.Encode(picture, 64, 48).Values);
        var shape = new LatentShape(4, 6, 8);
        var latent = new CounterRandom(3).Gaussians(shape.Length);
        Same(folder.VaeDecoder.Decode(latent, shape).Values, single.VaeDecoder.Decode(latent, shape).Values);
        Same(Predict(folder, expected, shape, latent), Predict(single, actual, shape, latent));
    }

    [Fact]
    public void Load_WithoutATokenizerBesideIt_SaysWhatToCopy()
    {
        _file.Write("1");
        Directory.Delete(_folder["single/tokenizer"], recursive: true);
        Assert.Contains("no tokenizer beside", Refusal());
    }

    [Theory]
    [InlineData("model.diffusion_model.input_blocks.1.0.in_layers.2.weight", "has no tensor 'down_blocks.0.resnets.0.conv1.weight'")]
    [InlineData("first_stage_model.decoder.up.0.block.0.conv1.bias", "has no tensor 'decoder.up_blocks.3.resnets.0.conv1.bias'")]
    public void Load_WithoutATensor_NamesIt(string tensor, string says)
    {
        _file.Write("1");
        Assert.True(_file.Tensors.Remove(tensor));
        _file.Write();
        Assert.Contains(says, Refusal());
    }

    [Theory]
    [InlineData("model.diffusion_model.extra.weight", "has a tensor 'model.diffusion_model.extra.weight'")]
    [InlineData("edm_mean", "as Playground 2.5 has")]
    [InlineData("edm_vpred.sigma_min", "without 'edm_vpred.sigma_max'")]
    public void Load_WithATensorThatIsNotKnown_NamesIt(string tensor, string says)
    {
        _file.Write("1");
        _file.Mark(tensor, 1);
        Assert.Contains(says, Refusal());
    }

    [Fact]
    public void Load_OfAUNetAlone_SaysThatItIsNoWholeModel()
    {
        _file.Write("1");
        foreach (var key in _file.Tensors.Keys.Where(k => k.StartsWith("first_stage_model.", StringComparison.Ordinal)).ToList())
            _file.Tensors.Remove(key);
        _file.Write();
        Assert.Contains("has no autoencoder", Refusal());
    }

    private string Refusal() => Assert.Throws<InvalidInputException>(() => Bundle.Load(_file.Path).Dispose()).Message;

    private static float[] Predict(Bundle bundle, TextEncoding text, LatentShape shape, float[] latent)
    {
        using var run = bundle.UNet.Bind(shape, 64, 48, [new(latent, text, [])]);
        return run.Predict(latent, 500).ToArray();
    }

    private static void Same(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Select(Math.Abs).DefaultIfEmpty(1).Max();
        Assert.All(expected.Zip(actual), p => Assert.InRange(Math.Abs(p.First - p.Second) / largest, 0, 1e-5));
    }
}
