using EmuEdit.Core;
namespace EmuEdit.Learning;

/// <summary>A task that is to be learned, as its job's document holds it; the pictures are blobs beside it.</summary>
/// <param name="Folder">What the names of the pictures begin with.</param>
/// <param name="Pairs">The instruction of each pair; null for none.</param>
/// <param name="Instruction">For pairs without one; null for the task's name in words.</param>
/// <param name="Phrases">Further instructions that ask for the task.</param>
/// <param name="Replace">Whether a learned task of its name is replaced.</param>
/// <param name="Settings">How long and how fast.</param>
public sealed record InversionPlan(string Folder, IReadOnlyList<string?> Pairs, string? Instruction, IReadOnlyList<string> Phrases, bool Replace, InversionSettings Settings)
{
    internal const string Input = "input", Target = "target";

    internal string Image(int pair, string side) => $"{Folder}{pair:0000}.{side}.png";
}
