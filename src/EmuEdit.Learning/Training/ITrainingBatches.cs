using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>The accepted pairs of data set batches, as training data.</summary>
public interface ITrainingBatches
{
    /// <summary>Checks that a batch can be used for training: it exists, has ended and contains pairs.</summary>
    /// <param name="id">Id of the batch.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The number of pairs in the batch; null if it is unknown.</returns>
    /// <exception cref="InvalidInputException">The batch cannot be used for training.</exception>
    Task<long?> CheckAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Returns the local folder of a batch's shards. Fetches the shards if they are not on this machine.</summary>
    /// <param name="id">Id of the batch.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <exception cref="InvalidInputException">The batch cannot be used for training, see <see cref="CheckAsync"/>.</exception>
    /// <exception cref="IOException">The shards cannot be read.</exception>
    Task<string> FolderAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Deletes the folders of all batches except these.</summary>
    void KeepOnly(IReadOnlyCollection<string> folders);
}
