using EmuEdit.Core;

namespace EmuEdit.Training.Predictor;

/// <summary>Instructions laid out for the network: token ids [B, L] and places of their tasks [B].</summary>
internal sealed record InstructionBatch(long[] Ids, long[] Tasks)
{
    public static InstructionBatch Of(IReadOnlyList<(long[] Ids, EditTask Task)> instructions) =>
        new([.. instructions.SelectMany(i => i.Ids)], [.. instructions.Select(i => (long)i.Task.Index)]);
}
