using EmuEdit.Core;

namespace EmuEdit.Training.Predictor;

/// <summary>A training sample of the task predictor.</summary>
/// <param name="Text">The instruction.</param>
/// <param name="Task">The task that it asks for.</param>
public readonly record struct Instruction(string Text, EditTask Task);

/// <summary>Instructions laid out for the network: token ids [B, L] and indices of their tasks [B].</summary>
internal sealed record InstructionBatch(long[] Ids, long[] Tasks)
{
    /// <exception cref="InvalidInputException">A task is not one of the sixteen.</exception>
    public static InstructionBatch Of(IReadOnlyList<(long[] Ids, EditTask Task)> instructions) =>
        new([.. instructions.SelectMany(i => i.Ids)], [.. instructions.Select(i => (long)PlaceOf(i.Task))]);

    private static int PlaceOf(EditTask task) =>
        task.Index is >= 0 and var place
            ? place
            : throw new InvalidInputException(
                $"an instruction of task '{task}'",
                "tasks that are predicted: " + string.Join(", ", EditTask.All),
                "leave samples of other tasks out"
            );
}
