using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Writes what the stages of a shard rejected. <c>rejects-000000.tar</c> holds the rejected pairs as a shard and is missing when there are
/// none. <c>rejects-000000.jsonl</c> has one line per rejected pair or instruction, sorted by key. The lines are written last: when they
/// exist, everything does.
/// </summary>
public static class RejectWriter
{
    private const string Name = "rejects";

    /// <summary>Returns the name of the file with a shard's lines.</summary>
    /// <param name="number">Number of the shard, from 0.</param>
    public static string LinesName(long number) => Path.ChangeExtension(ShardWriter.FileName(Name, number), ".jsonl");

    /// <summary>Writes both files; existing ones are replaced.</summary>
    /// <param name="folder">Folder of the rejects; created when missing.</param>
    /// <param name="number">Number of the shard, from 0.</param>
    /// <param name="pairs">Rejected pairs under their keys, which are unique and have no dot. Enumerated once, one at a time.</param>
    /// <param name="others">What was rejected before there were images.</param>
    /// <exception cref="ArgumentException">A pair was not rejected, or a key is not valid.</exception>
    public static void Write(string folder, long number, IEnumerable<KeyValuePair<string, JudgedPair>> pairs, IEnumerable<Rejection> others)
    {
        var (shard, rejections) = (Path.Combine(folder, ShardWriter.FileName(Name, number)), others.ToList());
        var before = rejections.Count;
        ShardWriter.Write(shard, pairs.Select(Noted));
        if (rejections.Count == before)
            File.Delete(shard);
        var lines = rejections
            .Select(r => (r.Key, Line: JsonSerializer.Serialize(r, DatasetJson.Line)))
            .OrderBy(l => l.Key, StringComparer.Ordinal)
            .ThenBy(l => l.Line, StringComparer.Ordinal);
        AtomicFile.Write(Path.Combine(folder, LinesName(number)), string.Concat(lines.Select(l => l.Line + "\n")));

        KeyValuePair<string, JudgedPair> Noted(KeyValuePair<string, JudgedPair> pair)
        {
            rejections.Add(Rejection.Of(pair.Key, pair.Value));
            return pair;
        }
    }
}
