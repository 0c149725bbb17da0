using EmuEdit.Core;

namespace EmuEdit.Training.Optimisation;

/// <summary>Options of the optimiser.</summary>
public sealed record AdamWOptions
{
    /// <summary>Peak learning rate, reached after the warm-up; over 0 up to 0.1, default 8e-4.</summary>
    public double LearningRate { get; init; } = 8e-4;

    /// <summary>Learning rate at the end of the cosine decay, as a share of the peak; 0 to 1, default 0.02.</summary>
    public double FinalShare { get; init; } = 0.02;

    /// <summary>Steps of linear warm-up; at least 0, default 300.</summary>
    public int WarmUpSteps { get; init; } = 300;

    /// <summary>Decay of the gradient's mean; 0 to below 1, default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's mean; 0 to below 1, default 0.99.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Value added to the divisor; over 0 to below 1, default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of matrices and kernels; 0 to below 1, default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Maximum global norm, to which larger gradients are scaled down; over 0, default 1.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Final decay of the moving average of the weights; 0 to below 1, default 0.999.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Validates the options.</summary>
    /// <exception cref="InvalidInputException">An option is out of range. The
    /// message names the option, the given value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(nameof(LearningRate), LearningRate, LearningRate is > 0 and <= 0.1, "over 0 up to 0.1");
        OptionRange.Check(nameof(FinalShare), FinalShare, FinalShare is >= 0 and <= 1, "0 to 1");
        OptionRange.Check(nameof(WarmUpSteps), WarmUpSteps, WarmUpSteps >= 0, "at least 0");
        OptionRange.Check(nameof(Beta1), Beta1, Beta1 is >= 0 and < 1, "0 to below 1");
        OptionRange.Check(nameof(Beta2), Beta2, Beta2 is >= 0 and < 1, "0 to below 1");
        OptionRange.Check(nameof(Epsilon), Epsilon, Epsilon is > 0 and < 1, "over 0 to below 1");
        OptionRange.Check(nameof(WeightDecay), WeightDecay, WeightDecay is >= 0 and < 1, "0 to below 1");
        OptionRange.Check(nameof(ClipNorm), ClipNorm, ClipNorm is > 0 and < 1e9, "over 0");
        OptionRange.Check(nameof(AverageDecay), AverageDecay, AverageDecay is >= 0 and < 1, "0 to below 1");
    }

    /// <summary>Returns the learning rate: linear warm-up, then half a cosine down to the final share.</summary>
    /// <param name="step">Number of completed steps.</param>
    /// <param name="progress">Completed share of the run, 0 to 1.</param>
    internal double RateAt(long step, double progress)
    {
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1)));
        return LearningRate * Math.Min(1, (step + 1.0) / (WarmUpSteps + 1)) * (FinalShare + (1 - FinalShare) * cosine);
    }
}
