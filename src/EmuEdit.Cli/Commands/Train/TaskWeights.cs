using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>Reads <c>--task-weight</c>.</summary>
internal static class TaskWeights
{
    /// <summary>Weights by task; their range is checked where they are used.</summary>
    /// <exception cref="InvalidInputException">One is not of the form <c>task=number</c>, or a task is unknown or named twice.</exception>
    public static IReadOnlyDictionary<EditTask, float> Parse(IEnumerable<string> given)
    {
        var weights = new Dictionary<EditTask, float>();
        foreach (var text in given)
        {
            if (text.Split('=') is not [var task, var number] || !float.TryParse(number, CultureInfo.InvariantCulture, out var weight))
                throw new InvalidInputException($"--task-weight {text}", "TASK=NUMBER, such as add=3");
            if (!weights.TryAdd(EditTask.Named(task), weight))
                throw new InvalidInputException($"--task-weight with '{task}' twice", "each task once");
        }
        return weights;
    }
}
