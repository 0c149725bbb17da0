using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>The kept pairs of data set batches, as data that is trained on.</summary>
public interface ITrainingBatches
{
    /// <summary>Checks that a batch can be trained on: it is there, has ended and kept something.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>How many pairs it kept; null where that is not known.</returns>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    Task<long?> CheckAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>The folder of a batch's shards on this machine; they are fetched where they are not here yet.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="InvalidInputException">See <see cref="CheckAsync"/>.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    Task<string> FolderAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Deletes the folders of all batches but these.</summary>
    void KeepOnly(IReadOnlyCollection<string> folders);
}
