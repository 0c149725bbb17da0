using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>A task and how it was come by.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Predicted">Whether it was predicted and not given.</param>
/// <param name="Confidence">How sure the prediction is, 0 to 1; 1 for a given task.</param>
public readonly record struct TaskChoice(string Task, bool Predicted, float Confidence);

/// <summary>Decides which task an instruction asks for (Sheynin et al. 2023, section 4.2).</summary>
public sealed class TaskPredictor
{
    private const string NoTask = "none";
    private readonly Bundle _bundle;

    /// <summary>The predictor of a bundle.</summary>
    public TaskPredictor(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        _bundle = bundle;
    }

    /// <summary>
    /// The most likely task of an instruction; "none" from a bundle that neither predicts tasks nor needs them. A learned task comes first where the instruction is like one of the phrases that ask
    /// for it, see <see cref="PhraseSimilarity"/>: the predictor was trained without it.
    /// </summary>
    /// <exception cref="InvalidInputException">The bundle needs a task and has no predictor.</exception>
    public TaskChoice Predict(string instruction)
    {
        EditOptions.CheckInstruction(instruction);
        if (Learned(instruction) is { } learned)
            return learned;
        if (_bundle.TaskPredictor is null)
            return _bundle.UNet.TakesTask
                ? throw new InvalidInputException("an edit without a task", $"one of {string.Join(", ", _bundle.Tasks)}", "this bundle has no task predictor, so name the task")
                : new(NoTask, Predicted: false, Confidence: 1);
        var probabilities = _bundle.TaskPredictor.Probabilities(_bundle.Tokenizer.Encode(instruction).Ids);
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new(_bundle.Config.Tasks[best], Predicted: true, probabilities[best]);
    }

    private TaskChoice? Learned(string instruction)
    {
        if (_bundle.TaskEmbeddings is not { Learned: { Count: > 0 } tasks })
            return null;
        var (name, likeness) = tasks.Where(t => !t.Value.ByNameOnly).Select(t => (t.Key, PhraseSimilarity.OfNearest(instruction, t.Value.Phrases))).DefaultIfEmpty().MaxBy(t => t.Item2);
        return likeness >= PhraseSimilarity.Like ? new(name, Predicted: true, likeness) : null;
    }

    /// <summary>The given task if there is one, else the predicted.</summary>
    /// <exception cref="InvalidInputException">The bundle does not know the task.</exception>
    internal TaskChoice Choose(string? given, string instruction)
    {
        if (given is null)
            return Predict(instruction);
        var tasks = _bundle.TasksFor(given);
        return tasks.Contains(given)
            ? new(given, Predicted: false, Confidence: 1)
            : throw new InvalidInputException($"unknown task '{given}'", $"one of {string.Join(", ", tasks)}", "choose one of these, or leave the task out to have it predicted");
    }

    /// <summary>The text that the model reads: a model without task embeddings finds the task before the instruction.</summary>
    internal string Prompt(TaskChoice choice, string instruction) =>
        _bundle.UNet.TakesTask || choice.Task == NoTask ? instruction : $"{choice.Task}: {instruction}";
}
