namespace EmuEdit.Factory;

/// <summary>
/// Parts of a stage. Each part is stored as soon as it is made, so a stopped worker loses at most one
/// part: half a minute on a small GPU.
/// </summary>
internal static class StageParts
{
    /// <summary>The number of samples per part. It is large enough to fill the network's batches.</summary>
    public const int Samples = 8;

    /// <summary>Returns a stored part of an earlier run, or makes and stores the part.</summary>
    /// <param name="files">The files of the shard's stages.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="make">Makes the part.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<T> FindOrMakeAsync<T>(
        StageFiles files,
        string name,
        Func<Task<T>> make,
        CancellationToken cancellationToken
    )
    {
        if (await files.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } stored)
            return StageJson.Read<T>(stored);
        var part = await make().ConfigureAwait(false);
        await files.PutAsync(name, StageJson.Write(part)).ConfigureAwait(false);
        return part;
    }
}
