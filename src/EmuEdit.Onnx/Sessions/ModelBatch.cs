using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>Runs a model on many items in batches.</summary>
internal static class ModelBatch
{
    /// <summary>Most items per run, so that memory is bounded for any number of items.</summary>
    public const int Most = 32;

    /// <summary>
    /// Returns the model's values for each item. They do not depend on the other items, except for
    /// the last bits, which a kernel may round differently at another batch size.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="size">The batch size that the model requires; null when it takes any.</param>
    /// <param name="run">Runs the model on a batch; the first dimension of the output is the batch's.</param>
    /// <param name="finish">Converts the values of one item.</param>
    public static float[][] Run<T>(IReadOnlyList<T> items, int? size, Func<IReadOnlyList<T>, Tensor> run, Func<float[], float[]> finish)
    {
        ArgumentNullException.ThrowIfNull(items);
        return [.. items.Chunk(size == 1 ? 1 : Most).SelectMany(some => Rows(run(some), some.Length)).Select(finish)];
    }

    private static IEnumerable<float[]> Rows(Tensor output, int count)
    {
        if (output.Shape[0] != count)
            throw new InvalidInputException(
                $"a model answers {count} items with an output of {output.Shape[0]}",
                "an output an item",
                "export it again with the batch dimension free"
            );
        return output.Values.Chunk(output.Values.Length / count);
    }
}
