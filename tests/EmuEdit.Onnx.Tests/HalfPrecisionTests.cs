using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

/// <summary>Exports with inputs and outputs of 16 bits, against their twins in 32.</summary>
public sealed class HalfPrecisionTests : IDisposable
{
    // Of the largest value: 11 bits, and a few sums.
    private const float Tolerance = 4e-3f;

    private static readonly LatentShape s_shape = new(192, 2, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_EveryPartInHalfPrecision_GivesWhatItGivesInFull()
    {
        var (full, half) = Load(new() { LatentParameters = true });
        using (full)
        using (half)
        {
            var ids = full.Tokenizer.Encode("a red").Ids;
            var picture = new CounterRandom(1).Gaussians(3 * 16 * 16);
            Same(full.TextEncoder.Encode(ids).Values, half.TextEncoder.Encode(ids).Values);
            Same(full.TaskPredictor!.Probabilities(ids), half.TaskPredictor!.Probabilities(ids));
            var latent = full.VaeEncoder.Encode(picture, 16, 16);
            Same(latent.Values, half.VaeEncoder.Encode(picture, 16, 16).Values);
            Same(full.VaeDecoder.Decode(latent.Values, s_shape).Values, half.VaeDecoder.Decode(latent.Values, s_shape).Values);
            Same(full.ClipText!.Embed(full.Tokenizer.Encode("red")), half.ClipText!.Embed(full.Tokenizer.Encode("red")));
            Same(full.ClipImage!.Embed(picture), half.ClipImage!.Embed(picture));
        }
    }

    public static TheoryData<TensorElementType, GraphDimension[]> Timesteps => new()
    {
        { TensorElementType.Float, [] }, { TensorElementType.Float, [1] }, { TensorElementType.Float, ["batch"] },
        { TensorElementType.Int64, [] }, { TensorElementType.Int32, ["batch"] }, { TensorElementType.Int64, [1] },
    };

    [Theory, MemberData(nameof(Timesteps))]
    public void Predict_OfEachTimestepInHalfPrecision_ReadsWhatIsNewAndKeepsWhatIsNot(TensorElementType type, GraphDimension[] shape)
    {
        foreach (var predictsTimestep in new[] { false, true })
        {
            var (full, half) = Load(new() { Timestep = type, TimestepShape = shape, PredictsTimestep = predictsTimestep });
            using (full)
            using (half)
            {
                Assert.Equal(type == TensorElementType.Float ? TensorElementType.Float16 : type, half.UNet.Timestep.Type);
                Assert.Equal(TensorElementType.Float16, half.UNet.Prediction.Type);
                using EditUNetRun expected = Bind(full), actual = Bind(half);
                foreach (var (seed, timestep) in new[] { (3, 999), (4, 250) })
                {
                    var z = new CounterRandom(seed).Gaussians(s_shape.Length);
                    var prediction = actual.Predict(z, timestep).ToArray();
                    Same(expected.Predict(z, timestep).ToArray(), prediction);
                    if (predictsTimestep)
                        Assert.All(prediction, p => Assert.Equal(timestep / 1000f, p, Tolerance));
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_OfATextToImageModelInHalfPrecision_TakesAttentionToo(bool fullSoftmax)
    {
        var (full, half) = Load(new() { TextToImage = true }, fullSoftmax);
        using (full)
        using (half)
        {
            Same(Draw(full), Draw(half));
            Assert.NotEqual(Draw(half)[..s_shape.Length], Draw(half)[s_shape.Length..]);
        }

        static float[] Draw(Bundle bundle)
        {
            var (noise, model) = (new CounterRandom(5).Gaussians(s_shape.Length), bundle.TextToImage!);
            TextToImageItem Item(string text) => new(noise, model.Prompts.Read(text));
            return model.Predict(
                [Item("red red"), Item("a") with { Source = 0, SelfShare = 0.5f, CrossShare = 0.5f, Mask = [1, 0, 0, 0] }],
                s_shape,
                500
            );
        }
    }

    [Theory]
    [InlineData("text_encoder", "last_hidden_state")]
    [InlineData("vae_decoder", "sample")]
    public void Load_AnOutputOfAnotherType_SaysWhatIsFoundAndAllowed(string part, string output)
    {
        new TinyBundle().Write(_folder.Path);
        var path = _folder[$"{part}/model.onnx"];
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        var node = model.Graph.Node[^1];
        (node.OpType, model.Graph.Output[0].Type.TensorType.ElemType) = ("Cast", (int)TensorElementType.Double);
        node.Attribute.Add(((GraphAttribute)(long)TensorElementType.Double).ToProto("to"));
        File.WriteAllBytes(path, Google.Protobuf.MessageExtensions.ToByteArray(model));
        var message = Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path).Dispose()).Message;
        Assert.Contains($"{path} has '{output}' double", message);
        Assert.Contains($"output '{output}' of type float or float16", message);
    }

    private (Bundle Full, Bundle Half) Load(TinyBundle toy, bool fullSoftmax = false)
    {
        foreach (var folder in new[] { "full", "half" })
            toy.Write(_folder[folder]);
        foreach (var graph in Directory.GetFiles(_folder["half"], "*.onnx", SearchOption.AllDirectories))
            HalfGraph.Convert(graph, fullSoftmax);
        return (Bundle.Load(_folder["full"]), Bundle.Load(_folder["half"]));
    }

    private static EditUNetRun Bind(Bundle bundle)
    {
        var image = new CounterRandom(2).Gaussians(s_shape.Length);
        EditCondition Condition(string text) => new(image, bundle.Prompts.Read(text), [.. Enumerable.Repeat(0.25f, TinyBundle.Width)]);
        return bundle.UNet.Bind(s_shape, 16, 16, [Condition("red"), Condition("a")]);
    }

    private static void Same(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual).Max(p => Math.Abs(p.First - p.Second)), 0, Tolerance * Math.Max(1e-3f, expected.Max(Math.Abs)));
    }
}
