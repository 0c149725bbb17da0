using EmuEdit.Networks;

namespace EmuEdit.Training.Runs;

/// <summary>Options of the trainer of a diffusion network.</summary>
/// <typeparam name="TSample">Type of a sample.</typeparam>
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
