namespace EmuEdit.Factory;

/// <summary>
/// Parts of a stage. Each is stored when it is made, so a worker that is stopped loses at most one part: half a minute of a small GPU.
/// </summary>
internal static class StageParts
{
    /// <summary>Samples per part; together they fill the network's batches.</summary>
    public const int Samples = 8;

    /// <summary>Returns a part that was made before the process was stopped, or makes and stores it.</summary>
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
