using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// Edits of the built-in world as shards. These numbers, the tasks and a shard's number determine its bytes, so existing shards need not be
/// written again.
/// </summary>
internal sealed record WorldShards(Seed Seed, int Count, int Size, int SamplesPerShard)
{
    private const string Name = "world",
        ManifestFile = "world.json";
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The names of the tasks, which take turns. Null for a random task of the sixteen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tasks { get; init; }

    public int ShardCount => (Count - 1) / SamplesPerShard + 1;

    /// <summary>Writes a description of the shards to the folder.</summary>
    /// <exception cref="InvalidInputException">The folder contains other shards.</exception>
    public void Claim(string folder)
    {
        var (path, manifest) = (Path.Combine(folder, ManifestFile), JsonSerializer.Serialize(this, Json) + "\n");
        var taken = File.Exists(path)
            ? File.ReadAllText(path) != manifest
            : Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.tar").Any();
        if (taken)
            throw new InvalidInputException(
                $"{folder} holds other shards",
                $"a new folder, or one whose {ManifestFile} has the same options",
                "name another folder, or delete this one"
            );
        AtomicFile.Write(path, manifest);
    }

    /// <summary>Writes the missing shards, several at the same time. If it is stopped, all shards in the folder are complete.</summary>
    public void Write(string folder, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var (world, tasks, done) = (new WorldDataset(Seed, Size), WorldTaskOption.Parse(Tasks ?? []), 0);
        Parallel.For(0, ShardCount, new ParallelOptions { CancellationToken = cancellationToken }, shard =>
        {
            var path = Path.Combine(folder, ShardWriter.FileName(Name, shard));
            var indices = Enumerable.Range(shard * SamplesPerShard, Math.Min(SamplesPerShard, Count - shard * SamplesPerShard));
            if (!File.Exists(path))
                ShardWriter.Write(path, indices.Select(Draw));
            else
                progress.Report(Interlocked.Add(ref done, indices.Count()));
        });

        KeyValuePair<string, EditSample> Draw(int index)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sample = world.Sample(index, tasks);
            progress.Report(Interlocked.Increment(ref done));
            return new($"{index:000000000}", sample);
        }
    }
}
