namespace EmuEdit.Training.Predictor;

/// <summary>Instructions laid out for the network: token ids [B, L] and places of their tasks [B].</summary>
internal sealed record InstructionBatch(long[] Ids, long[] Tasks)
{
    public static InstructionBatch Of(IReadOnlyList<Instruction> instructions, Func<string, long[]> tokenize) =>
        new([.. instructions.SelectMany(i => tokenize(i.Text))], [.. instructions.Select(i => (long)i.Task.Index)]);
}
