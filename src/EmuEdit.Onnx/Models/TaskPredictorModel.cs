using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary><c>task_predictor/model.onnx</c>: token ids [B, L] to <c>logits</c> [B, tasks].</summary>
public sealed class TaskPredictorModel
{
    private readonly OnnxSession _session;
    private readonly TensorSpec _ids, _logits;

    internal TaskPredictorModel(OnnxSession session)
    {
        _session = session;
        session.AllowInputs("input_ids");
        _ids = session.Integers("input_ids", 2);
        _logits = session.Output("logits", 2);
    }

    /// <summary>Refuses a model made for another number of tasks or another length.</summary>
    internal void Require(int tasks, int length)
    {
        if (_logits.Fixed(1) is { } given && given != tasks)
            throw _session.Refuse(_logits, $"one logit for each of the bundle's {tasks} tasks");
        if (_ids.Fixed(1) is { } tokens && tokens != length)
            throw _session.Refuse(_ids, $"the tokenizer's model_max_length, {length}");
    }

    /// <summary>How likely each task is.</summary>
    /// <param name="ids">The instruction's token ids, padded to the tokenizer's length.</param>
    /// <returns>One probability a task, adding up to 1.</returns>
    /// <exception cref="InvalidInputException">The model fails on it.</exception>
    public float[] Probabilities(IReadOnlyList<int> ids) => Probabilities([ids])[0];

    /// <summary>How likely each task is for each of several instructions, some at a time.</summary>
    /// <param name="instructions">Their token ids, padded to the tokenizer's length.</param>
    /// <returns>For each, one probability a task, adding up to 1.</returns>
    /// <exception cref="InvalidInputException">The model fails on them.</exception>
    public IReadOnlyList<float[]> Probabilities(IReadOnlyList<IReadOnlyList<int>> instructions) => ModelBatch.Run(instructions, _ids.Fixed(0), some =>
    {
        using var inputs = new ModelInputs().AddIds(_ids, some);
        return _session.Run(inputs, "logits");
    }, Softmax);

    private static float[] Softmax(float[] logits)
    {
        var exponentials = Array.ConvertAll(logits, l => MathF.Exp(l - logits.Max()));
        var sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, e => e / sum);
    }
}
