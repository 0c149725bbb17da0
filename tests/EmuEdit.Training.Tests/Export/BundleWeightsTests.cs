using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using EmuEdit.Training.Annotators;
using EmuEdit.Training.Export;
using EmuEdit.Training.TextToImage;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;

namespace EmuEdit.Training.Tests.Export;

public sealed class BundleWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ExportedBundle_GivesTheAveragedWeightsOfItsCheckpoint()
    {
        Export();
        var (trained, read) = (
            Safetensors.Read(Path.Combine(_folder["editor"], "checkpoint.safetensors")),
            BundleWeights.Editor(_folder["bundle"])
        );
        foreach (var (name, tensor) in trained.Tensors.Where(t => t.Key.StartsWith("average/", StringComparison.Ordinal)))
        {
            Assert.Equal(tensor.Shape, read.Tensors[name].Shape);
            Assert.Equal(tensor.Values, read.Tensors[name].Values);
        }
        // Deviations come back as the norms of 32-bit filters.
        var (expected, actual) = (
            trained.Tensors["constant/transform.deviations"].Values,
            read.Tensors["constant/transform.deviations"].Values
        );
        Assert.All(expected.Zip(actual), pair => Assert.Equal(1, pair.Second / pair.First, 1e-5f));
    }

    [Fact]
    public void Train_FromABundle_LeavesNoWeightOut()
    {
        Export();
        var said = new List<string>();
        Toy.Train(Toy.Editor(_folder["again"], 1) with { InitialWeights = _folder["bundle"], Log = said.Add });
        Assert.Contains("new weights for: none", said);
    }

    [Fact]
    public void Train_AnyPartFromABundle_LeavesNoWeightOut()
    {
        Toy.Train(Toy.Clip(_folder["clip"], 1));
        Toy.Train(Toy.Predictor(_folder["predictor"], 1));
        Toy.Train(Toy.Annotator(Annotator.Detector, _folder["detector"], 1));
        Export(options => options with { Clip = _folder["clip"], TaskPredictor = _folder["predictor"], Detector = _folder["detector"] });
        var said = new List<string>();
        Toy.Train(Toy.Clip(_folder["next/clip"], 1) with { InitialWeights = _folder["bundle"], Log = said.Add });
        Toy.Train(Toy.Predictor(_folder["next/predictor"], 1) with { InitialWeights = _folder["bundle"], Log = said.Add });
        Toy.Train(
            Toy.Annotator(Annotator.Detector, _folder["next/detector"], 1) with
            {
                InitialWeights = _folder["bundle"],
                Log = said.Add,
            }
        );
        // The temperature is of no use to a bundle, and begins anew.
        Assert.Equal(
            ["new weights for: log_scale", "new weights for: none", "new weights for: none"],
            said.Where(line => line.StartsWith("new weights", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Train_APartThatTheBundleLacks_NamesItsFile()
    {
        Export();
        var options = Toy.Annotator(Annotator.Segmenter, _folder["segmenter"], 1) with { InitialWeights = _folder["bundle"] };
        Assert.Contains(Path.Combine("segmenter", "model.onnx"), Assert.Throws<InvalidInputException>(() => Toy.Train(options)).Message);
    }

    [Fact]
    public void Train_ATextToImageModelFromAnEditor_LeavesOutNothingButTheNamesOfCells()
    {
        LongChecks.SkipUnlessAsked();
        Export();
        var said = new List<string>();
        Toy.Train(Toy.TextToImage(_folder["picture"], 1) with { InitialWeights = _folder["bundle"], FromEditor = true, Log = said.Add });
        Assert.Contains("new weights for: unet.names.weight, unet.names.bias", said);
    }

    [Fact]
    public void ForTextToImage_AnEditorsWeights_KeepsThoseOfTheInputPictureAndOfWhatChanges()
    {
        Export();
        var (editor, picture) = (
            BundleWeights.Editor(_folder["bundle"]),
            EditorWeights.ForTextToImage(BundleWeights.Editor(_folder["bundle"]))
        );
        var channels = Toy.Network.LatentChannels;
        AssertCut("in.weight", axis: 1, channels, 2 * channels);
        AssertCut("detail.in.weight", axis: 1, 3, 9);
        AssertCut("detail.out.weight", axis: 0, 0, 6);
        AssertCut("detail.out.bias", axis: 0, 0, 6);
        Assert.Equal(editor.Tensors.Keys, picture.Tensors.Keys);

        void AssertCut(string name, int axis, int start, int end)
        {
            var (whole, part) = (editor.Tensors["average/unet." + name], picture.Tensors["average/unet." + name]);
            Assert.Equal(end - start, part.Shape[axis]);
            Assert.Equal(
                torch.tensor(whole.Values, [.. whole.Shape]).narrow(axis, start, end - start).contiguous().data<float>().ToArray(),
                part.Values
            );
        }
    }

    [Fact]
    public void Read_BundleWithoutItsUNet_NamesTheFile()
    {
        Export();
        File.Delete(Path.Combine(_folder["bundle"], "unet", "model.onnx"));
        Assert.Contains("model.onnx", Assert.Throws<InvalidInputException>(() => BundleWeights.Editor(_folder["bundle"])).Message);
    }

    [Fact]
    public void Deviations_LearnedAutoencoder_IsRefused()
    {
        var graph = new GraphBuilder("vae_encoder");
        var first = graph.Node(
            "Conv",
            [graph.Input("sample", TensorElementType.Float, "batch", 3, 8, 8), graph.Initializer(null, new float[12], 4, 3, 1, 1)]
        );
        graph.Output(
            graph.Node("Conv", [first, graph.Initializer(null, new float[16], 4, 4, 1, 1)]),
            "latent_sample",
            TensorElementType.Float,
            "batch",
            4,
            8,
            8
        );
        graph.Save(_folder["bundle/vae_encoder/model.onnx"]);
        Assert.Contains(
            "of several layers",
            Assert.Throws<InvalidInputException>(() => BundleWeights.Deviations(_folder["bundle"])).Message
        );
    }

    private void Export(Func<BundleExportOptions, BundleExportOptions>? with = null)
    {
        Toy.Tokenizer.Write(_folder["tokenizer"], Toy.Length);
        Toy.Train(Toy.Editor(_folder["editor"], 1));
        var options = new BundleExportOptions { Output = _folder["bundle"], Tokenizer = _folder["tokenizer"], Editor = _folder["editor"] };
        new BundleExporter(with is null ? options : with(options)).Export();
    }
}
