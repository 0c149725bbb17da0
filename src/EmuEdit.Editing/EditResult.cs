using EmuEdit.Core;

namespace EmuEdit.Editing;

/// <summary>What an edit gives.</summary>
/// <param name="Image">The edited picture, of the input's size. Outside <paramref name="Changes"/> its bytes are the input's.</param>
/// <param name="Changes">The pixels taken from the edit.</param>
/// <param name="Task">The task it was done as; "none" when the bundle knows no tasks and none was named.</param>
/// <param name="TaskPredicted">Whether the task was predicted and not given.</param>
/// <param name="TaskConfidence">How sure the prediction is, 0 to 1; 1 for a given task.</param>
/// <param name="Seed">The seed of its noise.</param>
public sealed record EditResult(Image Image, Mask Changes, string Task, bool TaskPredicted, float TaskConfidence, Seed Seed)
{
    /// <summary>Calls of the network that were made; fewer than steps where <see cref="EditOptions.Reuse"/> leaves some out.</summary>
    public int Calls { get; init; }

    /// <summary>What the user should know, a sentence each: an instruction that was cut, a task that went into the prompt. Empty when there is nothing.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>How far an edit is.</summary>
/// <param name="Step">Denoising steps done.</param>
/// <param name="Steps">Denoising steps in all.</param>
public readonly record struct EditProgress(int Step, int Steps)
{
    /// <summary>
    /// Draws what the picture is going to look like, at the model's resolution and without thresholding: the clean sample that the network predicts at this step.
    /// It costs one run of the decoder, and may be called until the report returns.
    /// </summary>
    public Func<Image>? Preview { get; init; }
}
