using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

/// <summary>A small batch of noise, and its data set.</summary>
internal static class NoiseDataset
{
    public static readonly DatasetPlan Plan = new("noise", "mit", Seed: 7, Count: 9)
    {
        Bundle = "tiny",
        BundleSha256 = "ab12",
        Writer = "grammar",
        Parameters = { ["steps"] = "12" },
        Mix = { ["add"] = 0.5, ["style"] = 0.5 },
    };

    /// <summary>Writes five kept pairs in two shards; three rejected ones and a rejected instruction.</summary>
    public static string Write(TemporaryFolder parent, string name)
    {
        ShardWriter.Write(parent[$"{name}/shards/{ShardWriter.FileName("noise", 0)}"], Samples.Pairs(0, 3));
        ShardWriter.Write(parent[$"{name}/shards/{ShardWriter.FileName("noise", 1)}"], Samples.Pairs(3, 2));
        RejectWriter.Write(
            parent[$"{name}/rejects"],
            0,
            Samples.Pairs(5, 3, kept: false),
            [new("0008", "add", "instruction", "NotJson", "the reply is no JSON")]
        );
        return parent[name];
    }

    public static Ledger Ledger()
    {
        var (builder, add) = (new LedgerBuilder(["instruction", "clip-text"]), EditTask.Named("add"));
        builder.Pass(add, "instruction", 8);
        builder.Reject(add, "instruction", "the reply is no JSON");
        builder.Pass(add, "clip-text", 5);
        builder.Reject(add, "clip-text", "similarity 0.1 is below 0.25", 3);
        return builder.ToLedger();
    }

    public static Task<DatasetManifest> Finish(string folder) =>
        DatasetFinisher.FinishAsync(folder, Plan, Ledger(), cancellationToken: TestContext.Current.CancellationToken);
}
