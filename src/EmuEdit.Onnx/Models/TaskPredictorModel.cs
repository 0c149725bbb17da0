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

    /// <summary>Throws when the model was made for another number of tasks or another text length.</summary>
    internal void Require(int tasks, int length)
    {
        if (_logits.Fixed(1) is { } given && given != tasks)
            throw _session.Refuse(_logits, $"one logit for each of the bundle's {tasks} tasks");
        if (_ids.Fixed(1) is { } tokens && tokens != length)
            throw _session.Refuse(_ids, $"the tokenizer's model_max_length, {length}");
    }

    /// <summary>Computes the probability of each task.</summary>
    /// <param name="ids">The instruction's token ids, padded to the tokenizer's length.</param>
    /// <returns>One probability per task; they add up to 1.</returns>
    /// <exception cref="InvalidInputException">The model fails on the instruction.</exception>
    public float[] Probabilities(IReadOnlyList<int> ids) => Probabilities([ids])[0];

    /// <summary>Computes the probability of each task for several instructions, in batches.</summary>
    /// <param name="instructions">Token ids of the instructions, padded to the tokenizer's length.</param>
    /// <returns>For each instruction, one probability per task; they add up to 1.</returns>
    /// <exception cref="InvalidInputException">The model fails on the instructions.</exception>
    public IReadOnlyList<float[]> Probabilities(IReadOnlyList<IReadOnlyList<int>> instructions) =>
        ModelBatch.Run(
            instructions,
            _ids.Fixed(0),
            some =>
            {
                using var inputs = new ModelInputs().AddIds(_ids, some);
                return _session.Run(inputs, "logits");
            },
            Softmax
        );

    private static float[] Softmax(float[] logits)
    {
        var exponentials = Array.ConvertAll(logits, l => MathF.Exp(l - logits.Max()));
        var sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, e => e / sum);
    }
}
