using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmuEdit.Training.Annotators;

/// <summary>
/// The detector's objective, a sum of three losses. Presence: cross-entropy. Boxes: intersection over
/// union, plus the distance of the edges, so that boxes that do not overlap attract each other. Cells:
/// the share of each cell that the object covers, from which the network learns the meaning of words.
/// </summary>
internal sealed class DetectorObjective(AnnotatorTrainerOptions options) : AnnotatorObjective(options)
{
    private const int Present = 2, Absent = 2;
    private const double EdgeWeight = 4, CellWeight = 0.5;

    // Objects that cover less are weighted as if they covered this share. So are absent objects.
    private const double LeastCover = 1.0 / 24;

    private readonly DetectorNetwork _network = new(options.Network, options.Vocabulary);

    public override IReadOnlyList<Parameter> Parameters => _network.Parameters;

    public override AnnotationBatch Batch(IReadOnlyList<AnnotatedImage> samples) =>
        AnnotationBatch.Of(samples, Options.Network.ImageSize, Present, Absent, Options.Tokenize);

    public override Tensor Loss(TorchOps ops, AnnotationBatch batch, Generator random)
    {
        var (presence, boxes, cells) = Find(ops, Rough(batch, random), batch);
        var there = tensor(batch.Present);
        var truth = BoxesOf(batch);
        var boxError = Boxes.IntersectionOverUnion(boxes, truth).Complement().Plus(boxes.Minus(truth).abs().mean([1L]).Times(EdgeWeight));
        var cover = functional.avg_pool2d(MasksOf(batch), Size / Options.Network.Grid).flatten(1);
        var cellError =
            functional.binary_cross_entropy_with_logits(cells, cover, reduction: Reduction.None).mean([1L])
            / cover.mean([1L]).AtLeast(LeastCover);
        return functional
            .binary_cross_entropy_with_logits(presence, there)
            .Plus((boxError * there).sum() / there.sum().AtLeast(1))
            .Plus(cellError.mean().Times(CellWeight));
    }

    public override IReadOnlyDictionary<string, double> Score(TorchOps ops, AnnotationBatch batch)
    {
        var (presence, boxes, _) = Find(ops, Images(batch), batch);
        var there = tensor(batch.Present);
        var right = presence.IsBelow(0).to(ScalarType.Float32).Complement().eq(there).to(ScalarType.Float32).mean();
        var overlap = (Boxes.IntersectionOverUnion(boxes, BoxesOf(batch)) * there).sum() / there.sum().AtLeast(1);
        return new Dictionary<string, double> { ["presence"] = right.item<float>(), ["iou"] = overlap.item<float>() };
    }

    public override IReadOnlyList<(Image Picture, string Label)[]> Draw(TorchOps ops, AnnotationBatch batch)
    {
        var (presence, boxes, _) = Find(ops, Images(batch), batch);
        var (sure, edges) = (
            presence.sigmoid().data<float>().ToArray(),
            boxes.Times(Size).round().contiguous().data<float>().ToArray().Chunk(4).ToArray()
        );
        return
        [
            .. batch.Samples.Select(
                (sample, i) =>
                    Enumerable.Range(i * batch.QueriesPerPicture, batch.QueriesPerPicture).Select(q => Cell(sample.Picture, q)).ToArray()
            ),
        ];

        (Image, string) Cell(Image picture, int query)
        {
            var (phrase, truth) = batch.Queries[query];
            var framed = truth is null ? picture : AnnotationImages.Framed(picture, truth.Box, 0, 255, 0);
            if (sure[query] >= 0.5f)
                framed = AnnotationImages.Framed(
                    framed,
                    new((int)edges[query][0], (int)edges[query][1], (int)edges[query][2], (int)edges[query][3]),
                    255,
                    0,
                    160
                );
            return (framed, $"{phrase} {sure[query]:0.00} of {batch.Present[query]:0}");
        }
    }

    private (Tensor Presence, Tensor Edges, Tensor Cells) Find(TorchOps ops, Tensor pictures, AnnotationBatch batch)
    {
        var ids = tensor(batch.Ids, [batch.Queries.Count, batch.Ids.Length / batch.Queries.Count]);
        var (presence, box, cells) = _network.Find(ops, ForQueries(_network.Features(ops, pictures), batch), ids);
        return (presence.flatten(), Boxes.Edges(box), cells.flatten(1));
    }
}
