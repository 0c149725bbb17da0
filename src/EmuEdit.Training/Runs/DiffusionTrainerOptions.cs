using EmuEdit.Networks;

namespace EmuEdit.Training.Runs;

/// <summary>What the trainer of a diffusion network needs to know.</summary>
/// <typeparam name="TSample">A sample.</typeparam>
public abstract record DiffusionTrainerOptions<TSample> : ParallelTrainerOptions<TSample>
{
    /// <summary>Sizes of the networks.</summary>
    public EditNetworkOptions Network { get; init; } = new();

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Network.Validate();
    }
}
