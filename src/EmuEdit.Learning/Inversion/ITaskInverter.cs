using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Learning;

/// <summary>A learned task.</summary>
/// <param name="Vector">The task's embedding.</param>
/// <param name="Task">How it was learned.</param>
public sealed record LearnedVector(float[] Vector, LearnedTask Task);

/// <summary>Progress of learning.</summary>
/// <param name="Step">Number of completed steps.</param>
/// <param name="Share">Completed share, 0 to 1. Learning may end earlier.</param>
/// <param name="Loss">Mean loss of the last steps.</param>
/// <param name="Error">Error on the held-out examples; null if it was not measured.</param>
/// <param name="SecondsLeft">Estimated upper bound on the remaining time, in seconds.</param>
public sealed record LearningProgress(long Step, double Share, double Loss, double? Error, double SecondsLeft);

/// <summary>
/// Learns tasks. <c>EmuEdit.Trainers</c> has the implementation. The interface keeps libtorch out of processes that only serve.
/// </summary>
public interface ITaskInverter
{
    /// <summary>Learns a task, or continues from the last checkpoint.</summary>
    /// <param name="job">The task to learn.</param>
    /// <param name="progress">Receives occasional reports; null for none.</param>
    /// <param name="cancellationToken">Stops after the current step, once a checkpoint is written.</param>
    /// <returns>The learned task; null if learning was stopped before the end.</returns>
    /// <exception cref="InvalidInputException">The bundle cannot be trained, or a setting is out of range.</exception>
    LearnedVector? Learn(InversionJob job, IProgress<LearningProgress>? progress, CancellationToken cancellationToken);
}
