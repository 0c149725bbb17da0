using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Torch;
using TorchSharp;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// What the step in PyTorch needs: weights, batch and draws of ours, and the loss and gradient norm
/// in 32 bits that it must find.
/// </summary>
internal static class TwinFile
{
    private const int Seed = 7;

    public static void Write(string path, string bundle)
    {
        using var step = new EditorStep(bundle, TrainingPrecision.Float32, threads: 1);
        using var scope = torch.NewDisposeScope();
        using var random = new torch.Generator(Seed);
        var file = new Safetensors();
        foreach (var parameter in step.Model.Parameters)
            Add(file, "weight/" + parameter.Name, step.State.Weights[parameter]);
        var draws = step.Objective.Draw(EditorStep.BatchSize, random);
        AddBatch(file, step);
        AddDraws(file, draws);
        (file.Metadata["loss"], file.Metadata["norm"]) = LossAndNorm(step, draws);
        file.Write(path);
    }

    private static (string Loss, string Norm) LossAndNorm(EditorStep step, EditDraws draws)
    {
        var loss = step.Objective.Loss(new TorchOps(p => step.State.Weights[p], TrainingPrecision.Float32), step.Batch[0].Samples, draws);
        step.State.Weights.Backward(loss, part: 0);
        return (Text(loss.item<float>()), Text(step.State.Optimiser.Step(0, learningRate: 0)));
    }

    private static void AddBatch(Safetensors file, EditorStep step)
    {
        var (batch, count, size) = (step.Batch[0].Samples, EditorStep.BatchSize, step.Model.Options.ImageSize);
        file.Tensors["batch/inputs"] = new([count, 3, size, size], batch.Inputs);
        file.Tensors["batch/targets"] = new([count, 3, size, size], batch.Targets);
        file.Tensors["batch/regions"] = new([count, 1, size, size], batch.Regions);
        file.Tensors["batch/ids"] = new([count, batch.Ids.Length / count], Floats(batch.Ids));
        file.Tensors["batch/tasks"] = new([count], Floats(batch.Tasks));
        file.Tensors["empty_ids"] = new([step.EmptyText.Length], Floats(step.EmptyText));
        file.Tensors["deviations"] = new([step.Model.Options.LatentChannels], [.. step.Objective.Transform.Deviations]);
    }

    private static void AddDraws(Safetensors file, EditDraws draws)
    {
        Add(file, "draw/timesteps", draws.Timesteps);
        Add(file, "draw/noise", draws.Noise);
        Add(file, "draw/keep_image", draws.KeepImage);
        Add(file, "draw/keep_text", draws.KeepText);
    }

    private static void Add(Safetensors file, string name, torch.Tensor tensor) =>
        file.Tensors[name] = new(tensor.shape, [.. tensor.detach().to(torch.ScalarType.Float32).contiguous().data<float>()]);

    private static float[] Floats(long[] values) => Array.ConvertAll(values, v => (float)v);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
