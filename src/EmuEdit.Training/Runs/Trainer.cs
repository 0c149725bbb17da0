using EmuEdit.Core;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Runs;

/// <summary>
/// A run of training. A run that was stopped or killed continues from its checkpoint when it is
/// started again with the same folder.
/// </summary>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Trainer<TResult>
{
    private readonly Action _validate;

    private protected Trainer(Action validate) => _validate = validate;

    /// <summary>Trains to the end, or until stopped.</summary>
    /// <param name="cancellationToken">
    /// Stops after the current step. The checkpoint is written before this returns.
    /// </param>
    /// <returns>How the run ended, with its scores.</returns>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, the bundle cannot be trained, or the folder's checkpoint is
    /// damaged or belongs to other options.
    /// </exception>
    public TResult Run(CancellationToken cancellationToken = default)
    {
        _validate();
        TorchRuntime.EnsureLoaded();
        return Train(cancellationToken);
    }

    // A separate method, so that no TorchSharp type is touched before libtorch is loaded.
    private protected abstract TResult Train(CancellationToken cancellationToken);
}
