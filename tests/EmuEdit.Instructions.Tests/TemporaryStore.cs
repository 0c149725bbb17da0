using EmuEdit.Storage;

namespace EmuEdit.Instructions.Tests;

/// <summary>A blob store in a new folder that is deleted at the end.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emuedit-").FullName;
    private readonly FolderBlobStore _blobs;

    public TemporaryStore() => _blobs = new(_folder);

    public IBlobStore Blobs => _blobs;

    /// <summary>The names of all blobs.</summary>
    public async Task<IReadOnlyList<string>> Names() => await _blobs.ListAsync("", Chats.Stop).ToListAsync(Chats.Stop);

    public void Dispose()
    {
        _blobs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
