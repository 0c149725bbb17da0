using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.World;

namespace EmuEdit.Benchmarks;

/// <summary>
/// Candidates of several samples drawn together, against the same candidates one at a time, each
/// from its own input picture.
/// </summary>
internal static class PairsBenchmark
{
    private const int Samples = 6, Candidates = 4, Seed = 5;
    private const double Allowed = 0.5;

    public static IEnumerable<Measurement> Run(string folder)
    {
        using var bundle = Bundle.Load(folder);
        if (bundle.TextToImage is null)
            yield break;
        var models = WorldTruth.Models(bundle);
        var requests = Requests(bundle.ImageSize);
        var together = new PairSynthesiser(models, new() { Candidates = Candidates });
        var alone = new PairSynthesiser(models, new() { Candidates = 1, Batch = 1 });
        var batched = Stopwatches.Best(2, () => together.Synthesise(requests));
        var single = Stopwatches.Best(
            2,
            () =>
            {
                foreach (var request in requests)
                    for (var k = 0; k < Candidates; k++)
                        alone.Synthesise([request]);
            }
        );
        yield return new(
            "a candidate, drawn with others",
            batched / (Samples * Candidates),
            "one at a time",
            single / (Samples * Candidates),
            Allowed
        );
    }

    // Of a task that needs no grounding, so that every request has its candidates.
    private static PairRequest[] Requests(int size)
    {
        var (world, task) = (new WorldDataset(Seed, size), EditTask.Named("global"));
        return
        [
            .. Enumerable
                .Range(0, Samples)
                .Select(i => (world.Sample(i, task), i))
                .Select(s => new PairRequest(
                    new(task, s.Item1.InputCaption, s.Item1.Instruction, null, s.Item1.OutputCaption, new(WorldInstructionWriter.Model)),
                    Seed,
                    s.i
                )),
        ];
    }
}
