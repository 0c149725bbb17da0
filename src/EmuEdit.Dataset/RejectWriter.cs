using System.Text.Json;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>
/// Writes aside what a shard's stages rejected: <c>rejects-000000.tar</c>, the rejected pairs as a shard (none where there are no pairs),
/// and <c>rejects-000000.jsonl</c>, a line for each rejected pair or instruction, sorted by key. The lines are written last: where they
/// are, all is.
/// </summary>
public static class RejectWriter
{
    private const string Name = "rejects";

    /// <summary>The file name of the lines of a shard.</summary>
    /// <param name="number">Which shard, from 0.</param>
    public static string LinesName(long number) => Path.ChangeExtension(ShardWriter.FileName(Name, number), ".jsonl");

    /// <summary>Writes both files; those that are there are replaced.</summary>
    /// <param name="folder">Folder of the rejects; made when missing.</param>
    /// <param name="number">Which shard, from 0.</param>
    /// <param name="pairs">Rejected pairs under their keys, which differ and have no dot. Drawn one at a time, once.</param>
    /// <param name="others">What was rejected before there were images.</param>
    /// <exception cref="ArgumentException">A pair was not rejected, or a key is none.</exception>
    public static void Write(string folder, long number, IEnumerable<KeyValuePair<string, JudgedPair>> pairs, IEnumerable<Rejection> others)
    {
        var (shard, rejections) = (Path.Combine(folder, ShardWriter.FileName(Name, number)), others.ToList());
        var before = rejections.Count;
        ShardWriter.Write(shard, pairs.Select(Noted));
        if (rejections.Count == before)
            File.Delete(shard);
        var lines = rejections.Select(r => (r.Key, Line: JsonSerializer.Serialize(r, DatasetJson.Line))).OrderBy(l => l.Key, StringComparer.Ordinal).ThenBy(l => l.Line, StringComparer.Ordinal);
        AtomicFile.Write(Path.Combine(folder, LinesName(number)), string.Concat(lines.Select(l => l.Line + "\n")));

        KeyValuePair<string, JudgedPair> Noted(KeyValuePair<string, JudgedPair> pair)
        {
            rejections.Add(Rejection.Of(pair.Key, pair.Value));
            return pair;
        }
    }
}
