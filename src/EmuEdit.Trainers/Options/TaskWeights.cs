using EmuEdit.Core;

namespace EmuEdit.Trainers;

/// <summary>Parses <c>--task-weight</c>.</summary>
public static class TaskWeights
{
    /// <summary>Returns weights by task. Their users check the range.</summary>
    /// <param name="given">The values from the command line.</param>
    /// <param name="learned">Whether tasks outside the sixteen are allowed.</param>
    /// <exception cref="InvalidInputException">A value is not of the form <c>task=number</c>, or a task is unknown or repeated.</exception>
    public static IReadOnlyDictionary<EditTask, float> Parse(IEnumerable<string> given, bool learned = false)
    {
        var weights = new Dictionary<EditTask, float>();
        foreach (var text in given)
        {
            if (text.Split('=') is not [var task, var number] || !Numbers.TryParse<float>(number, out var weight))
                throw new InvalidInputException($"--task-weight {text}", "TASK=NUMBER, such as add=3");
            if (!weights.TryAdd(learned ? EditTask.Of(task) : EditTask.Named(task), weight))
                throw new InvalidInputException($"--task-weight with '{task}' twice", "each task once");
        }
        return weights;
    }
}
