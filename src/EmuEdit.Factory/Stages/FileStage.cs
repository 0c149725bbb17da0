using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Instructions;

namespace EmuEdit.Factory;

/// <summary>The last stage: writes the files of a shard.</summary>
/// <param name="models">The filters' names and the price of tokens, for the ledger.</param>
/// <param name="scratch">The parent of the scratch folder.</param>
internal sealed class FileStage(FactoryModels models, string scratch)
{
    /// <summary>Writes the files.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="written">The output of the first stage.</param>
    /// <param name="drawn">The output of the second stage.</param>
    /// <param name="judged">The output of the third stage.</param>
    /// <param name="files">The files of the shard's stages.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public ShardFiles Run(
        ShardPlan shard,
        InstructionsOutput written,
        CandidatesOutput drawn,
        DecisionsOutput judged,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        using var clock = ProcessorTime.Start();
        var (images, pairs) = (new StageImages(files), drawn.Pairs.Zip(judged.Decisions).ToList());
        var ledger = new ShardLedger(models.Filters.Filters, models.Price);
        ledger.Count(shard, written, drawn, judged);

        using var folder = new ScratchFolder(scratch);
        var edits = ShardWriter.FileName("edits", shard.Number);
        ShardWriter.Write(Path.Combine(folder.Path, "shards", edits), Judged(kept: true));
        RejectWriter.Write(Path.Combine(folder.Path, "rejects"), shard.Number, Judged(kept: false), Rejections(shard, written, drawn));
        var made = folder.Files().ToDictionary(f => f, f => (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(folder.Path, f)));
        ledger.Wrote(clock.Seconds);
        return new ShardFiles(
            made,
            [.. pairs.Where(p => p.Second.Kept).Select(p => Entry(p.First, p.Second, $"shards/{edits}"))],
            pairs.Count,
            JsonDocument.Parse(ledger.ToJson()).RootElement
        );

        // Reads each pair only when it is written. The writers are synchronous.
        IEnumerable<KeyValuePair<string, JudgedPair>> Judged(bool kept) =>
            pairs
                .Where(p => p.Second.Kept == kept)
                .Select(p =>
                    KeyValuePair.Create(
                        Key(p.First.Origin),
                        new JudgedPair(images.LoadAsync(p.First, cancellationToken).GetAwaiter().GetResult(), p.Second)
                    )
                );
    }

    // The samples without a pair, each with the stage that rejected it.
    private static IEnumerable<Rejection> Rejections(ShardPlan shard, InstructionsOutput written, CandidatesOutput drawn)
    {
        foreach (var (place, outcome) in written.Outcomes.Index())
            if (outcome is RejectedInstruction rejected)
                yield return new(
                    Key(shard.First + place),
                    shard.Batch.TaskOf(shard.First + place).Name,
                    ShardLedger.Instructions,
                    rejected.Fault.ToString(),
                    rejected.Reason
                );
        foreach (var ((instruction, index), outcome) in written.Written(shard).Zip(drawn.Outcomes))
            if (outcome.Failure is { } failure)
                yield return new(Key(index), instruction.Task.Name, ShardLedger.Pairs, failure.Filter, failure.Reason ?? "")
                {
                    Value = failure.Value,
                    Instruction = instruction.Instruction,
                    InputCaption = instruction.InputCaption,
                    OutputCaption = instruction.OutputCaption,
                };
    }

    private static string Key(long index) => $"{index:000000000}";

    private static string Key(PairOrigin origin) => $"{Key(origin.Index)}-{origin.Candidate:00}";

    private static SampleEntry Entry(StoredPair pair, FilterDecision decision, string file) =>
        new(
            Key(pair.Origin),
            pair.Sample.Instruction,
            (decision.Reassigned ?? pair.Sample.Task).Name,
            file,
            ["input.png", "target.png", "region.png"]
        );
}
