using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>The examples that a task is learned from, checked and as the model takes them.</summary>
public sealed class TaskExamples
{
    /// <summary>Most examples that are taken.</summary>
    public const int Most = InversionSettings.MostExamples;

    private TaskExamples(IReadOnlyList<EditSample> samples, IReadOnlyList<string> phrases) => (Samples, Phrases) = (samples, phrases);

    /// <summary>The examples, framed into the model's square as an edit frames its picture.</summary>
    public IReadOnlyList<EditSample> Samples { get; }

    /// <summary>The instructions that ask for the task, each once.</summary>
    public IReadOnlyList<string> Phrases { get; }

    /// <summary>Checks and frames examples.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="pairs">1 to <see cref="Most"/>.</param>
    /// <param name="size">Side of the model's pictures in pixels.</param>
    /// <param name="instruction">For pairs without one; null for the task's name in words.</param>
    /// <exception cref="InvalidInputException">There are none or too many, the pictures of one differ in size, or those of all are the same.</exception>
    public static TaskExamples Of(string task, IReadOnlyList<ExamplePair> pairs, int size, string? instruction = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        RequireCount(pairs.Count);
        var (own, otherwise) = (EditTask.Own(task), string.IsNullOrWhiteSpace(instruction) ? task.Replace('-', ' ') : instruction.Trim());
        foreach (var pair in pairs)
            if ((pair.Input.Width, pair.Input.Height) != (pair.Target.Width, pair.Target.Height))
                throw ExamplePair.OfTwoSizes(pair.Name, (pair.Input.Width, pair.Input.Height), (pair.Target.Width, pair.Target.Height));
        var samples = pairs.Select(p => Framed(p, own, string.IsNullOrWhiteSpace(p.Instruction) ? otherwise : p.Instruction.Trim(), size)).ToArray();
        if (samples.All(s => s.Region.Count == 0))
            throw new InvalidInputException($"{pairs.Count} {(pairs.Count == 1 ? "pair" : "pairs")} of the same picture twice", "pictures before and after an edit", "there is nothing to learn from these");
        return new(samples, [.. samples.Select(s => s.Instruction).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Refuses a number of pairs.</summary>
    /// <exception cref="InvalidInputException">None, or over <see cref="Most"/>.</exception>
    public static void RequireCount(int pairs)
    {
        if (pairs is < 1 or > Most)
            throw new InvalidInputException($"{pairs} example pairs", $"1 to {Most}", pairs < 1 ? "give one pair or more" : "choose some; for more, train the model");
    }

    private static EditSample Framed(ExamplePair pair, EditTask task, string instruction, int size)
    {
        var (input, target) = (SquareResize.Of(pair.Input, size), SquareResize.Of(pair.Target, size));
        var region = pair.Region is { } given ? SquareResize.Of(given, size) : Mask.OfChanges(input, target);
        return new(input, instruction, target, task, region, "", "", null);
    }
}
