using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Learning;

/// <summary>A task to learn.</summary>
public sealed record InversionJob
{
    /// <summary>The task's name.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of the bundle that is to learn it; it is not changed.</summary>
    public required string Bundle { get; init; }

    /// <summary>Where checkpoint, metrics and pictures are; made when missing. Asked again with the same folder, learning goes on.</summary>
    public required string Folder { get; init; }

    /// <summary>What it is learned from.</summary>
    public required TaskExamples Examples { get; init; }

    /// <summary>Further instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>How long and how fast.</summary>
    public InversionSettings Settings { get; init; } = new();

    /// <summary>Every instruction that asks for the task, each once.</summary>
    public IReadOnlyList<string> AllPhrases => [.. Phrases.Concat(Examples.Phrases).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostPhrases)];

    private const int MostPhrases = 200;

    /// <summary>A short name of what is learned from what and how: the same for the same job, wherever its folder is.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Name}\n{TaskLibrary.ModelOf(Bundle)}\n{Settings}\n"));
        foreach (var sample in Examples.Samples)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(sample.Instruction + "\n"));
            hash.AppendData(sample.Input.Pixels);
            hash.AppendData(sample.Target.Pixels);
            hash.AppendData(sample.Region.Pixels);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}

/// <summary>How a task is learned.</summary>
public sealed record InversionSettings
{
    /// <summary>Seed of all randomness; default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Most steps, at least 1; default 400.</summary>
    public long Steps { get; init; } = 400;

    /// <summary>Most minutes, over 0; default 3.</summary>
    public double Minutes { get; init; } = 3;

    /// <summary>Checks the ranges.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public InversionSettings Validated()
    {
        if (Steps < 1)
            throw new InvalidInputException(FormattableString.Invariant($"{Steps} steps"), "at least 1");
        if (!(Minutes is > 0 and < 1e6))
            throw new InvalidInputException(FormattableString.Invariant($"{Minutes} minutes"), "over 0");
        return this;
    }
}

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
    /// <param name="stop">Stops after the step it is at, a checkpoint written.</param>
    /// <returns>What was learned; null where it was stopped before.</returns>
    /// <exception cref="Core.InvalidInputException">The bundle cannot be trained, or a setting is out of its range.</exception>
    LearnedVector? Learn(InversionJob job, IProgress<LearningProgress>? progress, CancellationToken stop);
}
