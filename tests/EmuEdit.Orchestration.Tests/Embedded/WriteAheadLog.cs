using System.Buffers.Binary;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>
/// SQLite's write-ahead log of a journal that is open: cut off anywhere, it is what a process
/// killed there leaves behind. Journals of the tests are too short to be checkpointed, so the log
/// holds everything.
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderLength = 32, FrameHeaderLength = 24, PageLength = 4096, FrameLength = FrameHeaderLength + PageLength;
    private const string Journal = "journal.db", Log = "journal.db-wal";

    public static long Length(string folder) => new FileInfo(Path.Combine(folder, Log)).Length;

    /// <summary>The log's lengths after each commit, and nothing at all before the first.</summary>
    public static List<long> Commits(string folder)
    {
        using var log = Open(folder);
        var header = new byte[8];
        var commits = new List<long> { 0 };
        for (log.Position = HeaderLength; log.Position + FrameLength <= log.Length; log.Position += FrameLength - header.Length)
        {
            log.ReadExactly(header);
            // A frame that ends a commit holds the size of the database after it, the others 0.
            if (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)) != 0)
                commits.Add(log.Position - header.Length + FrameLength);
        }
        return commits;
    }

    /// <summary>What a crash leaves when the log has come to that length.</summary>
    public static void Copy(string from, string to, long length)
    {
        Directory.CreateDirectory(to);
        File.Copy(Path.Combine(from, Journal), Path.Combine(to, Journal));
        using var log = Open(from);
        using var copy = File.Create(Path.Combine(to, Log));
        log.CopyTo(copy);
        copy.SetLength(Math.Min(length, copy.Length));
    }

    private static FileStream Open(string folder) => new(Path.Combine(folder, Log), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
