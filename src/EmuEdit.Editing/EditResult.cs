using EmuEdit.Core;

namespace EmuEdit.Editing;

/// <summary>The result of an edit.</summary>
/// <param name="Image">The edited image, the size of the input. Outside <paramref name="Changes"/> its bytes equal the input's.</param>
/// <param name="Changes">The pixels taken from the edit.</param>
/// <param name="Task">The task of the edit. "none" if the bundle has no tasks and the caller named none.</param>
/// <param name="TaskPredicted">Whether the task was predicted. False if the caller named it.</param>
/// <param name="TaskConfidence">Confidence of the prediction, 0 to 1. 1 for a task that the caller named.</param>
/// <param name="Seed">Seed of the noise.</param>
public sealed record EditResult(Image Image, Mask Changes, string Task, bool TaskPredicted, float TaskConfidence, Seed Seed)
{
    /// <summary>Number of network calls. Smaller than the number of steps if <see cref="EditOptions.Reuse"/> skipped some.</summary>
    public int Calls { get; init; }

    /// <summary>Reasons to doubt the edit. <see cref="Remarks"/> contains their texts. Empty if there are none.</summary>
    public IReadOnlyList<EditConcern> Concerns { get; init; } = [];

    /// <summary>
    /// Remarks for the user, one sentence each: for example, that the instruction
    /// was cut, or that the task went into the prompt. Empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>Progress of an edit.</summary>
/// <param name="Step">Denoising steps completed.</param>
/// <param name="Steps">Total number of denoising steps.</param>
public readonly record struct EditProgress(int Step, int Steps)
{
    /// <summary>
    /// Renders a preview: the clean sample that the network predicts at this step, at the model's resolution,
    /// without thresholding. A call runs the decoder once. It is valid only until the progress report returns.
    /// </summary>
    public Func<Image>? Preview { get; init; }
}
