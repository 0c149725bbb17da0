using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>A task, and whether it was given or predicted.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Predicted">Whether the task was predicted. False if the caller named it.</param>
/// <param name="Confidence">Confidence of the prediction, 0 to 1. 1 for a task that the caller named.</param>
public readonly record struct TaskChoice(string Task, bool Predicted, float Confidence);

/// <summary>Predicts which task an instruction asks for (Sheynin et al. 2023, section 4.2).</summary>
public sealed class TaskPredictor
{
    private const string NoTask = "none";
    private readonly Bundle _bundle;

    /// <summary>Creates the predictor of a bundle.</summary>
    public TaskPredictor(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        _bundle = bundle;
    }

    /// <summary>
    /// Returns the most likely task of an instruction, or "none" if the bundle neither predicts nor
    /// needs tasks. A learned task takes precedence if the instruction is similar to one of its
    /// phrases (see <see cref="PhraseSimilarity"/>), because the predictor was trained without it.
    /// </summary>
    /// <exception cref="InvalidInputException">The bundle needs a task but has no predictor.</exception>
    public TaskChoice Predict(string instruction)
    {
        EditOptions.CheckInstruction(instruction);
        if (Learned(instruction) is { } learned)
            return learned;
        if (_bundle.TaskPredictor is null)
            return _bundle.UNet.TakesTask
                ? throw new InvalidInputException(
                    "an edit without a task",
                    $"one of {string.Join(", ", _bundle.Tasks)}",
                    "this bundle has no task predictor, so name the task"
                )
                : new(NoTask, Predicted: false, Confidence: 1);
        var probabilities = _bundle.TaskPredictor.Probabilities(_bundle.Tokenizer.Encode(instruction).Ids);
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new(_bundle.Config.Tasks[best], Predicted: true, probabilities[best]);
    }

    private TaskChoice? Learned(string instruction)
    {
        if (_bundle.TaskEmbeddings is not { Learned: { Count: > 0 } tasks })
            return null;
        var (name, likeness) = tasks
            .Where(t => !t.Value.ByNameOnly)
            .Select(t => (t.Key, PhraseSimilarity.OfNearest(instruction, t.Value.Phrases)))
            .DefaultIfEmpty()
            .MaxBy(t => t.Item2);
        return likeness >= PhraseSimilarity.Like ? new(name, Predicted: true, likeness) : null;
    }

    /// <summary>Returns the given task, or the predicted one if none is given.</summary>
    /// <exception cref="InvalidInputException">The bundle does not have the task.</exception>
    internal TaskChoice Choose(string? given, string instruction)
    {
        if (given is null)
            return Predict(instruction);
        var tasks = _bundle.TasksFor(given);
        return tasks.Contains(given)
            ? new(given, Predicted: false, Confidence: 1)
            : throw new InvalidInputException(
                $"unknown task '{given}'",
                $"one of {string.Join(", ", tasks)}",
                "choose one of these, or leave the task out to have it predicted"
            );
    }

    /// <summary>
    /// Returns the text that the model reads. For a model without task embeddings, the task's name precedes the instruction.
    /// </summary>
    internal string Prompt(TaskChoice choice, string instruction) =>
        _bundle.UNet.TakesTask || choice.Task == NoTask ? instruction : $"{choice.Task}: {instruction}";
}
