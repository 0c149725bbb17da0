using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmuEdit.Training.Annotators;

/// <summary>
/// The segmenter's objective: pixel cross-entropy, normalised by the object's share of the image,
/// plus the Dice loss (Milletari et al. 2016), which weights small objects like large ones.
/// </summary>
internal sealed class SegmenterObjective(AnnotatorTrainerOptions options) : AnnotatorObjective(options)
{
    private const int BoxesPerPicture = 2;
    private const double PixelWeight = 0.2, LeastCover = 1.0 / 24;

    private readonly SegmenterNetwork _network = new(options.Network);

    public override IReadOnlyList<Parameter> Parameters => _network.Parameters;

    public override AnnotationBatch Batch(IReadOnlyList<AnnotatedImage> samples) =>
        AnnotationBatch.Of(samples, Options.Network.ImageSize, BoxesPerPicture, absent: 0, Options.Tokenize);

    public override Tensor Loss(TorchOps ops, AnnotationBatch batch, Generator random)
    {
        var pictures = ForQueries(Rough(batch, random), batch);
        var (logits, masks) = (_network.Forward(ops, pictures, Boxes.Jittered(BoxesOf(batch), 1.0 / Size, random)), MasksOf(batch));
        var pixels =
            Mean(functional.binary_cross_entropy_with_logits(logits, masks, reduction: Reduction.None)) / Mean(masks).AtLeast(LeastCover);
        var inside = logits.sigmoid();
        var dice = (Mean(inside * masks).Times(2) / Mean(inside).Plus(Mean(masks)).AtLeast(1e-6)).Complement();
        return dice.Plus(pixels.Times(PixelWeight)).mean();
    }

    public override IReadOnlyDictionary<string, double> Score(TorchOps ops, AnnotationBatch batch)
    {
        var (found, truth) = (Found(ops, batch), MasksOf(batch));
        var both = Mean(found * truth);
        return new Dictionary<string, double> { ["iou"] = (both / Mean(found).Plus(Mean(truth)).Minus(both)).mean().item<float>() };
    }

    public override IReadOnlyList<(Image Picture, string Label)[]> Draw(TorchOps ops, AnnotationBatch batch)
    {
        var found = Found(ops, batch).contiguous().data<float>().ToArray().Chunk((int)(Size * Size)).ToArray();
        return
        [
            .. batch.Samples.Select(
                (sample, i) => Enumerable.Range(i * BoxesPerPicture, BoxesPerPicture).SelectMany(q => Row(sample.Picture, q)).ToArray()
            ),
        ];

        (Image, string)[] Row(Image picture, int query)
        {
            var (phrase, truth) = batch.Queries[query];
            return
            [
                (AnnotationImages.Framed(picture, truth!.Box, 0, 255, 0), phrase),
                (truth.Mask.ToImage(), "truth"),
                (AnnotationImages.Grey(found[query], (int)Size), "found"),
            ];
        }
    }

    // Evaluation, too, uses boxes as a detector finds them, the same each time.
    private Tensor Found(TorchOps ops, AnnotationBatch batch)
    {
        using var random = new Generator(0);
        var logits = _network.Forward(ops, ForQueries(Images(batch), batch), Boxes.Jittered(BoxesOf(batch), 1.0 / Size, random));
        return logits.IsBelow(0).to(ScalarType.Float32).Complement();
    }

    private static Tensor Mean(Tensor of) => of.mean([1L, 2, 3]);
}
