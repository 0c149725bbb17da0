using System.Diagnostics;
using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks.Checkpoints;

/// <summary>
/// A pair drawn at 512 x 512 under attention control, with as many heads and cells as Stable
/// Diffusion's first level has, and few channels: how long it takes, and the most memory. One map
/// of that level is 0.5 GB for each item of the batch, and seven items are drawn together.
/// </summary>
internal static class GroundedBenchmark
{
    private const int Heads = 8, Side = 64;
    private const double MostBytes = 2e9, AllowedOverRuns = 1.25;

    public static IEnumerable<Measurement> Run()
    {
        using var folder = new TemporaryFolder();
        new TinyBundle().Write(folder.Path);
        GoldenModel.CopyAsTextToImageTo(folder["text_to_image"], Side, Heads);
        using var bundle = Bundle.Load(folder.Path);
        var models = PairModels.Of(bundle) with { Detector = new Middle(), Segmenter = new Middle() };
        var request = new PairRequest(
            new(EditTask.Named("local"), "a ball on the grass", "make the ball red", "ball", "a red ball on the grass", new("benchmark")),
            Seed: 7,
            Index: 0
        );
        var wall = Stopwatches.Time(() => new PairSynthesiser(models).Synthesise([request]));
        yield return new("a sample of 3 candidates at 512 x 512", wall, "its ONNX Runtime runs", bundle.TimeInRun, AllowedOverRuns);
        using var process = Process.GetCurrentProcess();
        yield return new("most memory of a sample", process.PeakWorkingSet64 / 1e6, "allowed", MostBytes / 1e6, "MB", 1);
    }

    private sealed class Middle : IDetector, ISegmenter
    {
        private static readonly Box Place = new(192, 192, 320, 320);

        public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries) =>
            [.. queries.Select(_ => new Detection(Place, 1))];

        public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries) =>
            [.. queries.Select(q => q.Box.ToMask(q.Picture.Width, q.Picture.Height))];
    }
}
