using System.IO.Compression;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Exports a session as one ZIP file: <c>session.json</c>, <c>source.png</c>, <c>turn1.png</c>, <c>turn1.changes.png</c> and so on. The
/// same session always gives the same bytes.
/// </summary>
public static class SessionArchive
{
    /// <summary>Writes the archive, one image at a time.</summary>
    /// <param name="store">The store with the images.</param>
    /// <param name="session">The session. Turns that are not completed have no images.</param>
    /// <param name="to">The stream for the file. It need not support seeking.</param>
    /// <param name="cancellationToken">Stops after the current image.</param>
    public static async Task WriteAsync(SessionStore store, Session session, Stream to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(session);
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        await Add("session.json", DocumentJson.ToBytes(session)).ConfigureAwait(false);
        await Add("source.png", (await store.ReadImageAsync(session.Id, 0, cancellationToken).ConfigureAwait(false)).Content)
            .ConfigureAwait(false);
        foreach (var turn in session.Turns.Where(t => t.Status == TurnStatus.Completed))
        {
            await Add(
                    $"turn{turn.Number}.png",
                    (await store.ReadImageAsync(session.Id, turn.Number, cancellationToken).ConfigureAwait(false)).Content
                )
                .ConfigureAwait(false);
            await Add(
                    $"turn{turn.Number}.changes.png",
                    (await store.ReadChangesAsync(session.Id, turn.Number, cancellationToken).ConfigureAwait(false)).Content
                )
                .ConfigureAwait(false);
        }

        async Task Add(string name, ReadOnlyMemory<byte> content)
        {
            var entry = zip.CreateEntry(name);
            entry.LastWriteTime = session.Created.ToUniversalTime();
            var stream = entry.Open();
            await using (stream.ConfigureAwait(false))
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }
}
