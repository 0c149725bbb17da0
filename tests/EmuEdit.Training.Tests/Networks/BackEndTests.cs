using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Networks;

/// <summary>
/// Each network gives in ONNX Runtime what it gives in torch; sizes are the defaults, and once
/// others.
/// </summary>
public class BackEndTests : TorchTests
{
    // 32-bit sums in another order over networks whose values are about 1.
    // Of the largest value: both add up in their own order.
    private const float Tolerance = 2e-5f;
    private const int Batch = 3, Vocabulary = 40;

    private readonly RandomWeights _weights = new();

    public static TheoryData<EditNetworkOptions> Sizes =>
        [new EditNetworkOptions(), Toy.Network with { ImageSize = 128, Channels = 128, DeepBlocks = 2, UpBlocks = 2, MlpRatio = 3 }];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TextEncoder_InBoth_Agrees(EditNetworkOptions sizes)
    {
        var model = new EditModel(sizes, Vocabulary, EditTask.All.Count);
        var ids = Ids(sizes.TextLength);
        Agree(
            BundleGraphs.TextEncoder("text_encoder", model.Text, sizes, p => _weights[p]),
            model.Text.Forward(_weights.Torch(), ids),
            ("input_ids", ids)
        );
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void UNet_InBoth_Agrees(EditNetworkOptions sizes)
    {
        var model = new EditModel(sizes, Vocabulary, EditTask.All.Count);
        var sample = Noise(1, 2 * sizes.LatentChannels, 16, 16);
        var timestep = tensor(new float[] { 999, 500, 0 });
        var (text, task) = (Noise(2, sizes.TextLength, sizes.TextWidth), Noise(3, sizes.TextWidth));
        var transform = new BlockTransform(sizes.Patch, [.. Enumerable.Range(1, sizes.LatentChannels).Select(i => 1f / (1 + i))]);
        var clean = model.UNet.Forward(_weights.Torch(), transform, sample, timestep, text, task).Clean;
        Agree(BundleGraphs.UNet(model, transform, p => _weights[p]), transform.Encode(_weights.Torch(), clean),
            ("sample", sample), ("timestep", timestep), ("encoder_hidden_states", text), ("task_embeds", task));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TextToImage_InBoth_Agrees(EditNetworkOptions sizes)
    {
        var model = new TextToImageNetwork(sizes, Vocabulary);
        var (sample, text) = (Noise(1, sizes.LatentChannels, 16, 16), Noise(2, sizes.TextLength, sizes.TextWidth));
        var timestep = tensor(new float[] { 999, 500, 0 });
        Agree(
            BundleGraphs.TextToImageUNet(model, new(sizes.Patch), p => _weights[p]),
            model.Predict(_weights.Torch(), new(sizes.Patch), sample, timestep, text),
            ("sample", sample),
            ("timestep", timestep),
            ("encoder_hidden_states", text)
        );
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TextToImage_WithControlThatTakesNothing_IsUnchanged(EditNetworkOptions sizes)
    {
        var model = new TextToImageNetwork(sizes, Vocabulary);
        var (sample, text) = (Noise(1, sizes.LatentChannels, 16, 16), Noise(2, sizes.TextLength, sizes.TextWidth));
        var timestep = tensor(new float[] { 999, 500, 0 });
        var (nothing, mask) = (zeros(Batch), ones(Batch, 1, 16, 16));
        Agree(
            AttentionControl.Add(BundleGraphs.TextToImageUNet(model, new(sizes.Patch), p => _weights[p]).ToBytes()),
            model.Predict(_weights.Torch(), new(sizes.Patch), sample, timestep, text),
            0,
            ("sample", sample),
            ("timestep", timestep),
            ("encoder_hidden_states", text),
            (AttentionControl.Source, tensor(new long[] { 0, 0, 1 })),
            (AttentionControl.SelfShare, nothing),
            (AttentionControl.CrossShare, nothing),
            (AttentionControl.FeatureShare, nothing),
            (AttentionControl.Mask, mask)
        );
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BlockTransform_InBoth_Agrees(EditNetworkOptions sizes)
    {
        var transform = new BlockTransform(sizes.Patch, [.. Enumerable.Range(1, sizes.LatentChannels).Select(i => 0.1f * i)]);
        var (pictures, latents) = (Noise(1, 3, sizes.ImageSize, sizes.ImageSize), Noise(2, sizes.LatentChannels, 16, 16));
        Agree(BundleGraphs.VaeEncoder(sizes, transform), transform.Encode(_weights.Torch(), pictures), ("sample", pictures));
        Agree(BundleGraphs.VaeDecoder(sizes, transform), transform.Decode(_weights.Torch(), latents), ("latent_sample", latents));
    }

    [Fact]
    public void TaskPredictor_InBoth_Agrees()
    {
        var sizes = new TaskPredictorNetworkOptions();
        var network = new TaskPredictorNetwork(sizes, Vocabulary);
        var ids = Ids(sizes.TextLength);
        Agree(
            BundleGraphs.TaskPredictor(network, sizes.TextLength, p => _weights[p]),
            network.Forward(_weights.Torch(), ids),
            ("input_ids", ids)
        );
    }

    [Fact]
    public void Clip_InBoth_Agrees()
    {
        var sizes = new ClipNetworkOptions();
        var network = new ClipNetwork(sizes, Vocabulary);
        var (ids, pictures) = (Ids(sizes.TextLength), Noise(1, 3, sizes.ImageSize, sizes.ImageSize));
        Agree(BundleGraphs.ClipText(network, sizes, p => _weights[p]), network.Text(_weights.Torch(), ids), ("input_ids", ids));
        Agree(
            BundleGraphs.ClipImage(network, sizes, p => _weights[p]),
            network.Image(_weights.Torch(), pictures),
            ("pixel_values", pictures)
        );
    }

    public static TheoryData<AnnotatorNetworkOptions> AnnotatorSizes =>
        [
            new AnnotatorNetworkOptions(),
            Toy.AnnotatorNetwork with
            {
                TextLayers = 2,
            },
            new AnnotatorNetworkOptions { Channels = 128, TextLength = 8 },
        ];

    [Theory]
    [MemberData(nameof(AnnotatorSizes))]
    public void Annotators_InBoth_Agree(AnnotatorNetworkOptions sizes)
    {
        var (torch, pictures, ids) = (_weights.Torch(), Noise(1, 3, sizes.ImageSize, sizes.ImageSize), Ids(sizes.TextLength));
        var detector = new DetectorNetwork(sizes, Vocabulary);
        var (presence, box, _) = detector.Find(torch, detector.Features(torch, pictures), ids);
        var detectorGraph = BundleGraphs.Detector(detector, sizes, p => _weights[p]);
        Agree(detectorGraph.ToBytes(), presence, 0, ("pixel_values", pictures), ("input_ids", ids));
        Agree(detectorGraph.ToBytes(), box, 1, ("pixel_values", pictures), ("input_ids", ids));

        var (segmenter, boxes) = (
            new SegmenterNetwork(sizes),
            tensor(new float[] { 0, 0, 1, 1, 0.1f, 0.2f, 0.5f, 0.9f, 0.4f, 0.4f, 0.41f, 0.5f }, [Batch, 4])
        );
        _weights.Clear();
        Agree(
            BundleGraphs.Segmenter(segmenter, sizes, p => _weights[p]),
            segmenter.Forward(torch, pictures, boxes),
            ("pixel_values", pictures),
            ("input_boxes", boxes)
        );

        var depth = new DepthNetwork(sizes);
        _weights.Clear();
        Agree(BundleGraphs.Depth(depth, sizes, p => _weights[p]), depth.Forward(torch, pictures), ("pixel_values", pictures));
    }

    private static void Agree(NetworkGraph graph, Tensor expected, params (string Name, Tensor Value)[] inputs) =>
        Agree(graph.ToBytes(), expected, 0, inputs);

    private static void Agree(byte[] graph, Tensor expected, int output, params (string Name, Tensor Value)[] inputs)
    {
        using var session = new InferenceSession(graph);
        var values = inputs.ToDictionary(i => i.Name, i => Value(i.Value));
        using var outputs = session.Run(new RunOptions(), values, session.OutputNames);
        var given = outputs[output].GetTensorDataAsSpan<float>().ToArray();
        var torch = expected.contiguous().data<float>().ToArray();
        Assert.Equal(expected.shape, outputs[output].GetTensorTypeAndShape().Shape);
        var largest = torch.Max(MathF.Abs);
        Assert.True(largest > 0.01f, "nothing to compare");
        Assert.Equal(0, torch.Zip(given).Max(p => MathF.Abs(p.First - p.Second)) / largest, Tolerance);
    }

    private static OrtValue Value(Tensor tensor) => tensor.dtype == ScalarType.Int64
        ? OrtValue.CreateTensorValueFromMemory(tensor.data<long>().ToArray(), tensor.shape)
        : OrtValue.CreateTensorValueFromMemory(tensor.data<float>().ToArray(), tensor.shape);

    private static Tensor Noise(int stream, params long[] shape) =>
        tensor(new CounterRandom(5, 0, stream).Gaussians((int)(Batch * shape.Aggregate(1L, (a, b) => a * b))), [Batch, .. shape]);

    private static Tensor Ids(int length) =>
        tensor([.. Enumerable.Range(0, Batch * length).Select(i => i * 7L % Vocabulary)], [Batch, length]);
}
