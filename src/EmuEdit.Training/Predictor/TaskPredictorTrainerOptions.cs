using EmuEdit.Training.Networks;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Predictor;

/// <summary>How to train the task predictor.</summary>
public sealed record TaskPredictorTrainerOptions : TrainerOptions<Instruction>
{
    /// <summary>Sizes of the network.</summary>
    public TaskPredictorNetworkOptions Network { get; init; } = new();

    /// <summary>Share of tokens that are replaced by random ones, so that words never seen do little harm; 0 to 0.5, default 0.1.</summary>
    public double WordDropout { get; init; } = 0.1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Network.Validate();
        OptionRange.Check(nameof(WordDropout), WordDropout, WordDropout is >= 0 and <= 0.5, "0 to 0.5");
    }
}
