using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Learning;

/// <summary>A learned task.</summary>
/// <param name="Vector">Its embedding.</param>
/// <param name="Task">How it was learned.</param>
public sealed record LearnedVector(float[] Vector, LearnedTask Task);

/// <summary>How far learning is.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Share">Share that is over, 0 to 1; it may end sooner.</param>
/// <param name="Loss">Mean loss of the last steps.</param>
/// <param name="Error">Error on the held-out examples; null where it was not looked at.</param>
/// <param name="SecondsLeft">At most, estimated.</param>
public sealed record LearningProgress(long Step, double Share, double Loss, double? Error, double SecondsLeft);

/// <summary>Learns tasks. <c>EmuEdit.Training</c> has the one there is; the port keeps libtorch out of what only serves.</summary>
public interface ITaskInverter
{
    /// <summary>Learns a task, or goes on with it.</summary>
    /// <param name="job">The task.</param>
    /// <param name="progress">Told now and then; null to leave out.</param>
    /// <param name="cancellationToken">Stops after the step it is at, a checkpoint written.</param>
    /// <returns>What was learned; null where it was stopped before.</returns>
    /// <exception cref="InvalidInputException">The bundle cannot be trained, or a setting is out of its range.</exception>
    LearnedVector? Learn(InversionJob job, IProgress<LearningProgress>? progress, CancellationToken cancellationToken);
}
