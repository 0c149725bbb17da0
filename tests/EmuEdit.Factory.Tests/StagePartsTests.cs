using System.Text;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

/// <summary>The stages that draw and judge pairs, which keep what is done while they go on.</summary>
public sealed class StagePartsTests
{
    private const string Prefix = "work/files/", Parts = Prefix + "candidates-";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SynthesisePairs_StoppedAndBegunAgain_DrawsOnlyWhatIsMissing()
    {
        using var bundle = Bundle.Load(Path.Combine(Paths.Repository, "models", "tiny"));
        var store = new MemoryBlobStore();
        var models = FactoryModels.Of(bundle) with { Synthesis = new SynthesisOptions { Steps = 2 } };
        var (stages, files) = (new ShardStages(models, store), new StageFiles(store, Prefix));
        var shard = new BatchPlan("batch", 1, 12)
        {
            Candidates = 1,
            Bundle = bundle.Name,
            Tasks = new Dictionary<string, double> { ["global"] = 1 },
        }
            .Validated()
            .Shard(0);
        var instructions = await stages.WriteInstructionsAsync(shard, Stop);
        var whole = StageJson.Read<CandidatesOutput>(await stages.SynthesisePairsAsync(shard, instructions, files, Stop));
        Assert.Equal(12, whole.Outcomes.Count);
        Assert.Equal([Parts + "0000.json", Parts + "0001.json"], await store.ListAsync(Parts, Stop).ToListAsync(Stop));

        // As if it had been stopped after the first part, which took long.
        var first = StageJson.Read<CandidatesOutput>((await store.GetAsync(Parts + "0000.json", Stop)).Content);
        Assert.Equal(8, first.Outcomes.Count);
        await store.PutAsync(Parts + "0000.json", StageJson.Write(first with { Seconds = 1e6 }), default, Stop);
        await store.DeleteAsync(Parts + "0001.json", Stop);
        var again = StageJson.Read<CandidatesOutput>(await stages.SynthesisePairsAsync(shard, instructions, files, Stop));
        Assert.InRange(again.Seconds, 1e6, 1e6 + 1000);
        Assert.Equal(Text(whole), Text(again));
    }

    [Fact]
    public async Task FilterPairs_StoppedAndBegunAgain_JudgesOnlyWhatIsMissing()
    {
        using var bundle = Bundle.Load(Path.Combine(Paths.Repository, "models", "tiny"));
        var store = new MemoryBlobStore();
        var models = FactoryModels.Of(bundle) with { Synthesis = new SynthesisOptions { Steps = 2 } };
        var (stages, files) = (new ShardStages(models, store), new StageFiles(store, Prefix));
        var shard = new BatchPlan("batch", 1, 12)
        {
            Candidates = 1,
            Bundle = bundle.Name,
            Tasks = new Dictionary<string, double> { ["global"] = 1 },
        }
            .Validated()
            .Shard(0);
        var candidates = await stages.SynthesisePairsAsync(shard, await stages.WriteInstructionsAsync(shard, Stop), files, Stop);
        var whole = StageJson.Read<DecisionsOutput>(await stages.FilterPairsAsync(shard, candidates, files, Stop));
        Assert.Equal(StageJson.Read<CandidatesOutput>(candidates).Pairs.Count, whole.Decisions.Count);

        const string first = Prefix + "verdicts-0000.json";
        var judged = StageJson.Read<DecisionsOutput>((await store.GetAsync(first, Stop)).Content);
        Assert.Equal(8, judged.Decisions.Count);
        await store.PutAsync(first, StageJson.Write(judged with { Seconds = 1e6 }), default, Stop);
        await store.DeleteAsync(Prefix + "verdicts-0001.json", Stop);
        var again = StageJson.Read<DecisionsOutput>(await stages.FilterPairsAsync(shard, candidates, files, Stop));
        Assert.InRange(again.Seconds, 1e6, 1e6 + 1000);
        Assert.Equal(Text(whole), Text(again));
    }

    private static string Text(DecisionsOutput output) => Encoding.UTF8.GetString(StageJson.Write(output with { Seconds = 0 }).Span);

    private static string Text(CandidatesOutput output) => Encoding.UTF8.GetString(StageJson.Write(output with { Seconds = 0 }).Span);
}
