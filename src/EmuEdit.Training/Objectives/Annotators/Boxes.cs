using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Annotators;

/// <summary>Boxes as tensors [B, 4] of left, top, right, bottom.</summary>
internal static class Boxes
{
    /// <summary>Converts centre x and y, width and height to edges.</summary>
    public static Tensor Edges(Tensor boxes)
    {
        var (centre, half) = (boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2).Times(0.5));
        return cat([centre.Minus(half), centre.Plus(half)], 1);
    }

    /// <summary>Area of the intersection divided by that of the union, [B]; 0 for two empty boxes.</summary>
    public static Tensor IntersectionOverUnion(Tensor a, Tensor b)
    {
        var low = maximum(a.narrow(1, 0, 2), b.narrow(1, 0, 2));
        var high = minimum(a.narrow(1, 2, 2), b.narrow(1, 2, 2));
        var both = Area(low, high);
        return both / Area(a.narrow(1, 0, 2), a.narrow(1, 2, 2)).Plus(Area(b.narrow(1, 0, 2), b.narrow(1, 2, 2))).Minus(both).AtLeast(1e-6);
    }

    /// <summary>
    /// Perturbs boxes to resemble a detector's. Each edge moves by a random share of its side, and
    /// at least by a fraction of a pixel.
    /// </summary>
    /// <param name="boxes">The boxes, in shares of the image's side.</param>
    /// <param name="pixel">Side of a pixel, in the same unit.</param>
    /// <param name="random">The random generator.</param>
    public static Tensor Jittered(Tensor boxes, double pixel, Generator random)
    {
        const double Most = 0.12;
        var sides = boxes.narrow(1, 2, 2).Minus(boxes.narrow(1, 0, 2));
        var reach = cat([sides, sides], 1).Times(Most) * rand([boxes.shape[0], 1], generator: random);
        return boxes.PlusProduct(randn(boxes.shape, generator: random), reach.Plus(0.4 * pixel));
    }

    private static Tensor Area(Tensor low, Tensor high) => high.Minus(low).AtLeast(0).prod(1);
}
