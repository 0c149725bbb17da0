using EmuEdit.Core;
namespace EmuEdit.Learning;

/// <summary>A task to learn, as its job's document stores it. The images are separate blobs.</summary>
/// <param name="Folder">Prefix of the images' blob names.</param>
/// <param name="Pairs">The instruction of each pair; null for none.</param>
/// <param name="Instruction">Instruction for pairs that have none; null for the task's name in words.</param>
/// <param name="Phrases">Further instructions that ask for the task.</param>
/// <param name="Replace">Whether to replace a learned task of the same name.</param>
/// <param name="Settings">Seed, precision and maximum duration.</param>
public sealed record InversionPlan(
    string Folder,
    IReadOnlyList<string?> Pairs,
    string? Instruction,
    IReadOnlyList<string> Phrases,
    bool Replace,
    InversionSettings Settings
)
{
    /// <summary>Whether to add the task even if learning did not improve on what it started from. Default false.</summary>
    public bool Force { get; init; }

    internal const string Input = "input", Target = "target";

    internal string Image(int pair, string side) => $"{Folder}{pair:0000}.{side}.png";
}
