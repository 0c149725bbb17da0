using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// Adapts an editor's weights to the text-to-image model. Both have the same
/// U-Net, except for the parts for the input image, the gates and the task.
/// </summary>
internal static class EditorWeights
{
    private const string Unet = Checkpoint.AveragePrefix + "unet.";

    private const int Colours = 3;

    /// <summary>
    /// Returns the editor's weights in the shapes of a text-to-image model.
    /// The image predicted from the noise takes the role of the input image.
    /// </summary>
    /// <param name="editor">Weights of an editor. They are modified.</param>
    public static Safetensors ForTextToImage(Safetensors editor)
    {
        var weights = editor.Tensors;
        if (Find("in.weight") is { } first)
            weights[Unet + "in.weight"] = LastInputs(first, first.Shape[1] / 2);
        if (Find("detail.in.weight") is { } pictures)
            weights[Unet + "detail.in.weight"] = LastInputs(pictures, pictures.Shape[1] - Colours);
        foreach (var name in new[] { "detail.out.weight", "detail.out.bias" })
            if (Find(name) is { } change)
                weights[Unet + name] = FirstOutputs(change, 2 * Colours);
        if (
            Find("task.weight") is { } task
            && Find("task.bias") is { } offset
            && Find("time2.bias") is { } time
            && weights.TryGetValue(Checkpoint.AveragePrefix + EditModel.TasksName, out var vectors)
        )
            weights[Unet + "time2.bias"] = new(
                time.Shape,
                Plus(time.Values, offset.Values, Times(task, Row(vectors, EditTask.Named("add").Index)))
            );
        return editor;

        NamedTensor? Find(string name) => weights.GetValueOrDefault(Unet + name);
    }

    private static float[] Row(NamedTensor table, int row) => table.Values[(int)(row * table.Shape[1])..(int)((row + 1) * table.Shape[1])];

    private static float[] Times(NamedTensor matrix, float[] vector) =>
        [.. matrix.Values.Chunk(vector.Length).Select(row => row.Zip(vector, (a, b) => a * b).Sum())];

    private static float[] Plus(params IEnumerable<float[]> terms) => terms.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    private static NamedTensor LastInputs(NamedTensor kernel, long count)
    {
        var (outputs, inputs, window) = ((int)kernel.Shape[0], (int)kernel.Shape[1], (int)(kernel.Shape[2] * kernel.Shape[3]));
        var (kept, values) = ((int)count * window, kernel.Values);
        return new(
            [outputs, count, kernel.Shape[2], kernel.Shape[3]],
            [.. Enumerable.Range(1, outputs).SelectMany(o => values[(o * inputs * window - kept)..(o * inputs * window)])]
        );
    }

    private static NamedTensor FirstOutputs(NamedTensor tensor, int count) =>
        new([count, .. tensor.Shape.Skip(1)], tensor.Values[..(int)(tensor.Values.Length / tensor.Shape[0] * count)]);
}
