using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Annotators;

/// <summary>The depth estimator's objective: the mean absolute error.</summary>
internal sealed class DepthObjective(AnnotatorTrainerOptions options) : AnnotatorObjective(options)
{
    private readonly DepthNetwork _network = new(options.Network);

    public override IReadOnlyList<Parameter> Parameters => _network.Parameters;

    public override AnnotationBatch Batch(IReadOnlyList<AnnotatedImage> samples) =>
        AnnotationBatch.Of(samples, Options.Network.ImageSize, present: 0, absent: 0, Options.Tokenize);

    public override Tensor Loss(TorchOps ops, AnnotationBatch batch, Generator random) =>
        Error(_network.Forward(ops, Rough(batch, random)), batch);

    public override IReadOnlyDictionary<string, double> Score(TorchOps ops, AnnotationBatch batch) =>
        new Dictionary<string, double> { ["error"] = Error(_network.Forward(ops, Images(batch)), batch).item<float>() };

    public override IReadOnlyList<(Image Picture, string Label)[]> Draw(TorchOps ops, AnnotationBatch batch)
    {
        var area = (int)(Size * Size);
        var found = _network.Forward(ops, Images(batch)).contiguous().data<float>().ToArray().Chunk(area);
        return
        [
            .. batch.Samples.Zip(
                found,
                (s, f) =>
                    new[]
                    {
                        (s.Picture, ""),
                        (AnnotationImages.Grey(s.Depth, (int)Size), "truth"),
                        (AnnotationImages.Grey(f, (int)Size), "found"),
                    }
            ),
        ];
    }

    private Tensor Error(Tensor depth, AnnotationBatch batch) =>
        depth.Minus(tensor(batch.Depth, [batch.Samples.Count, Size, Size])).abs().mean();
}
