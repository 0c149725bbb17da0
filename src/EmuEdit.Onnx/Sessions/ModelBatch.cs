using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>Runs a model on many items, some at a time.</summary>
internal static class ModelBatch
{
    /// <summary>Most items in one run, so that memory is bounded however many there are.</summary>
    public const int Most = 32;

    /// <summary>
    /// What a model says of each item. An item's values do not depend on the others, but for the last bits that a kernel may round
    /// otherwise at another batch size.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="size">The batch size that the model demands; null when it takes any.</param>
    /// <param name="run">Runs the model on some of them; the output's first dimension is theirs.</param>
    /// <param name="finish">What becomes of one item's values.</param>
    public static float[][] Run<T>(IReadOnlyList<T> items, int? size, Func<IReadOnlyList<T>, Tensor> run, Func<float[], float[]> finish)
    {
        ArgumentNullException.ThrowIfNull(items);
        return [.. items.Chunk(size == 1 ? 1 : Most).SelectMany(some => Rows(run(some), some.Length)).Select(finish)];
    }

    private static IEnumerable<float[]> Rows(Tensor output, int count)
    {
        if (output.Shape[0] != count)
            throw new InvalidInputException($"a model answers {count} items with an output of {output.Shape[0]}", "an output an item", "export it again with the batch dimension free");
        return output.Values.Chunk(output.Values.Length / count);
    }
}
