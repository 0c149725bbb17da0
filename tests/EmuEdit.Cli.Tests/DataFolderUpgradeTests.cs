using EmuEdit.Cli.Commands;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed class DataFolderUpgradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_OnAnEarlierFolder_MovesDocumentsAndMessages_AndDropsJournalsAndScratch()
    {
        Write("blobs/sessions/a.json");
        Write("factory/blobs/batches/b/batch.json");
        Write("factory/blobs/.lock");
        Write("factory/queue.db");
        Write("factory/queue.db-wal");
        Write("factory/journal/journal.db");
        Write("learning/blobs/training/c.json");
        Write("learning/scratch/emuedit-1/checkpoint.bin");
        DataFolderUpgrade.Run(_folder.Path);
        Assert.Equal(["blobs/batches/b/batch.json", "blobs/sessions/a.json", "blobs/training/c.json", "queue.db", "queue.db-wal"], Files());
        Assert.Equal("factory/queue.db", File.ReadAllText(_folder["queue.db"]));
    }

    [Fact]
    public void Run_Again_MovesWhatWasLeft_AndKeepsWhatIsNewer()
    {
        Write("blobs/batches/b/batch.json");
        Write("factory/blobs/batches/b/batch.json");
        Write("factory/blobs/batches/b/ledger.json");
        DataFolderUpgrade.Run(_folder.Path);
        Assert.Equal(["blobs/batches/b/batch.json", "blobs/batches/b/ledger.json"], Files());
        Assert.Equal("blobs/batches/b/batch.json", File.ReadAllText(_folder["blobs/batches/b/batch.json"]));
    }

    [Fact]
    public void Run_OnAFolderOfToday_ChangesNothing()
    {
        Write("blobs/sessions/a.json");
        Write("journal/journal.db");
        DataFolderUpgrade.Run(_folder.Path);
        Assert.Equal(["blobs/sessions/a.json", "journal/journal.db"], Files());
    }

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], name);
    }

    private List<string> Files() =>
        [
            .. Directory
                .GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(_folder.Path, f))
                .Order(StringComparer.Ordinal),
        ];
}
