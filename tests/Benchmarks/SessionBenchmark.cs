using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks;

/// <summary>
/// A turn of a session, from its being asked for to its being there, against the bare edit:
/// documents, journal, PNG files and waiting are the difference.
/// </summary>
internal static class SessionBenchmark
{
    private const int Rounds = 25, WarmUps = 300;
    private const double Allowed = 1.05;

    public static IEnumerable<Measurement> Run(string folder)
    {
        using var bundle = Bundle.Load(folder);
        yield return Measure(bundle, steps: 20, Allowed);
        yield return Measure(bundle, bundle.Config.Defaults.Steps, double.PositiveInfinity);
    }

    private static Measurement Measure(Bundle bundle, int steps, double allowed)
    {
        using var data = new TemporaryFolder();
        var (pipeline, codec) = (new EditPipeline(bundle), new SkiaCodec());
        var host = EmbeddedSessions.Open(data.Path, bundle, pipeline, codec);
        try
        {
            var input = new Image(bundle.ImageSize, bundle.ImageSize);
            var (warmUp, session) = (NewSession(), NewSession());
            var request = new TurnRequest("make the red sphere blue", new EditOptions { Steps = steps, Task = "local" });
            // A server's code is compiled twice: when it first runs, and better after some thirty calls.
            for (var i = 0; i < WarmUps; i++)
                Make(host.Sessions, warmUp, request with { Options = request.Options with { Steps = 1 } }).GetAwaiter().GetResult();
            // By turns, so that what else the machine does meets both alike.
            var rounds = Enumerable.Range(0, Rounds).Select(_ => (Turn: Split(bundle, Turn), Bare: Split(bundle, Bare))).ToList();
            // The networks run alike in both, and their times differ by more than a turn costs:
            // both sides get the median.
            var runs = Median(rounds.Select(r => r.Bare.Runs));
            return new(
                $"turn of a session, {steps} step{(steps == 1 ? "" : "s")}", runs + Median(rounds.Select(r => r.Turn.Outside)),
                "the bare edit", runs + Median(rounds.Select(r => r.Bare.Outside)), allowed);

            string NewSession() => host.Sessions.CreateAsync(codec.EncodePng(input)).GetAwaiter().GetResult().Document.Id;

            void Bare() => pipeline.Edit(input, request.Instruction, request.Options);

            void Turn() => Make(host.Sessions, session, request).GetAwaiter().GetResult();
        }
        finally
        {
            host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    // The time within the networks, and the rest.
    private static (TimeSpan Runs, TimeSpan Outside) Split(Bundle bundle, Action work)
    {
        var before = bundle.TimeInRun;
        var wall = Stopwatches.Time(work);
        var runs = bundle.TimeInRun - before;
        return (runs, wall - runs);
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);

    private static async Task Make(EditSessions sessions, string session, TurnRequest request)
    {
        var turn = await sessions.AddTurnAsync(session, request);
        if ((await sessions.WaitForTurnAsync(session, turn.Number)).Error is { } error)
            throw new InvalidOperationException(error.Message);
    }
}
