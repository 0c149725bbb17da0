namespace EmuEdit.Core;

/// <summary>Settings for learning a task.</summary>
public sealed record InversionSettings
{
    /// <summary>Most examples that a task can be learned from.</summary>
    public const int MostExamples = 1000;

    /// <summary>Seed of all randomness; default 0.</summary>
    public Seed Seed { get; init; }

    /// <summary>Most steps, at least 1; default 400.</summary>
    public long Steps { get; init; } = 400;

    /// <summary>Time limit in minutes, over 0; default 3.</summary>
    public double Minutes { get; init; } = 3;

    /// <summary>Precision of the computation; default is the faster one on the machine where training starts.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

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
