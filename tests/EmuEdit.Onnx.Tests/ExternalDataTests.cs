using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Google.Protobuf;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// Bundles whose large tensors stand beside the graph, in <c>model.onnx_data</c>, as exporters
/// write models of over two gigabytes.
/// </summary>
public sealed class ExternalDataTests : IDisposable
{
    // What exporters leave inside: shapes and axes, which the graph is checked with before the other file is read.
    private const int Small = 1024;

    private readonly TemporaryFolder _folder = new();

    public ExternalDataTests() => new TinyBundle().Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.onnx_data")]
    [InlineData("weights.pb")]
    public void Run_OfTensorsBesideTheGraph_GivesWhatItGaveBefore(string data)
    {
        var before = Run();
        Assert.Equal(1, MoveOut("text_encoder", data));
        Assert.Equal(1, MoveOut("task_predictor", data));
        Assert.Equal(before, Run());
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Equal(
            new FileInfo(_folder["text_encoder/model.onnx"]).Length + new FileInfo(_folder["text_encoder/" + data]).Length,
            bundle.Networks.Single(n => n.Name == "text_encoder").Bytes
        );
    }

    // What a clone has where large files were not fetched.
    [Theory]
    [InlineData("text_encoder/model.onnx")]
    [InlineData("text_encoder/model.onnx_data")]
    [InlineData("tokenizer/vocab.json")]
    public void Load_OfAGitLfsPointer_NamesTheFileAndSaysHowToFetchIt(string file)
    {
        MoveOut("text_encoder");
        File.WriteAllText(_folder[file], "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 842080357\n");
        var message = Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path)).Message;
        Assert.StartsWith($"{_folder[file]} is a Git LFS pointer; ", message, StringComparison.Ordinal);
        Assert.EndsWith("Fetch it with 'git lfs pull'.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void Load_OfTensorsMissingOrCutShort_NamesTheGraph(int length)
    {
        MoveOut("text_encoder");
        var data = _folder["text_encoder/model.onnx_data"];
        if (length < 0)
            File.Delete(data);
        else
            File.WriteAllBytes(data, File.ReadAllBytes(data)[..length]);
        var message = Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path)).Message;
        Assert.Contains(_folder["text_encoder/model.onnx"], message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Weights_OfTensorsBesideTheGraph_AreRefused()
    {
        MoveOut("text_encoder");
        Assert.Contains(
            "in another file",
            Assert.Throws<InvalidInputException>(() => GraphWeights.Read(_folder["text_encoder/model.onnx"])).Message
        );
    }

    private float[] Run()
    {
        using var bundle = Bundle.Load(_folder.Path);
        var ids = bundle.Tokenizer.Encode("a red").Ids;
        return [.. bundle.TextEncoder.Encode(ids).Values, .. bundle.TaskPredictor!.Probabilities(ids)];
    }

    /// <summary>Moves the large tensors of a part into a file beside its graph, and says how many there were.</summary>
    private int MoveOut(string part, string name = "model.onnx_data")
    {
        var path = _folder[$"{part}/model.onnx"];
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        using var data = File.Create(_folder[$"{part}/{name}"]);
        var large = model.Graph.Initializer.Where(t => t.RawData.Length >= Small).ToArray();
        foreach (var tensor in large)
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = name });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{data.Position}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.RawData.WriteTo(data);
            tensor.RawData = ByteString.Empty;
        }
        File.WriteAllBytes(path, model.ToByteArray());
        return large.Length;
    }
}
