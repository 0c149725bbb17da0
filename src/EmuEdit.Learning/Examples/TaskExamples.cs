using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>The examples from which a task is learned, validated and framed for the model.</summary>
public sealed class TaskExamples
{
    /// <summary>Maximum number of examples.</summary>
    public const int Most = InversionSettings.MostExamples;

    private TaskExamples(IReadOnlyList<EditSample> samples, IReadOnlyList<string> phrases) => (Samples, Phrases) = (samples, phrases);

    /// <summary>The examples, framed into the model's square in the same way as an edit's input.</summary>
    public IReadOnlyList<EditSample> Samples { get; }

    /// <summary>The distinct instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrases { get; }

    /// <summary>Validates and frames examples.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="pairs">The pairs, 1 to <see cref="Most"/>.</param>
    /// <param name="size">Side of the model's images in pixels.</param>
    /// <param name="instruction">Instruction for pairs that have none; null for the task's name in words.</param>
    /// <exception cref="InvalidInputException">There are no pairs or too many, the two
    /// images of a pair differ in size, or no pair differs before and after.</exception>
    public static TaskExamples Of(string task, IReadOnlyList<ExamplePair> pairs, int size, string? instruction = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        RequireCount(pairs.Count);
        var (own, otherwise) = (EditTask.Own(task), string.IsNullOrWhiteSpace(instruction) ? task.Replace('-', ' ') : instruction.Trim());
        foreach (var pair in pairs)
            if ((pair.Input.Width, pair.Input.Height) != (pair.Target.Width, pair.Target.Height))
                throw ExamplePair.OfTwoSizes(pair.Name, (pair.Input.Width, pair.Input.Height), (pair.Target.Width, pair.Target.Height));
        var samples = pairs
            .Select(p => Framed(p, own, string.IsNullOrWhiteSpace(p.Instruction) ? otherwise : p.Instruction.Trim(), size))
            .ToArray();
        if (samples.All(s => s.Region.Count == 0))
            throw new InvalidInputException(
                $"{pairs.Count} {(pairs.Count == 1 ? "pair" : "pairs")} with two identical images",
                "images before and after an edit",
                "there is nothing to learn from these"
            );
        return new(samples, [.. samples.Select(s => s.Instruction).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Validates a number of pairs.</summary>
    /// <exception cref="InvalidInputException">The number is 0 or greater than <see cref="Most"/>.</exception>
    public static void RequireCount(int pairs)
    {
        if (pairs is < 1 or > Most)
            throw new InvalidInputException(
                $"{pairs} example pairs",
                $"1 to {Most}",
                pairs < 1 ? "give one pair or more" : "choose some; for more, train the model"
            );
    }

    private static EditSample Framed(ExamplePair pair, EditTask task, string instruction, int size)
    {
        var (input, target) = (SquareResize.Of(pair.Input, size), SquareResize.Of(pair.Target, size));
        var region = pair.Region is { } given ? SquareResize.Of(given, size) : Mask.OfChanges(input, target);
        return new(input, instruction, target, task, region, "", "", null);
    }
}
