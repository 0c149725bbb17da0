using System.CommandLine;
using System.Text.Json;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.Imaging;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit evaluate review</c>: measures how well a bundle's review tells doubtful edit requests from good ones, and calibrates it.
/// </summary>
internal static class EvaluateReviewCommand
{
    // CLIP's own vocabulary has 49 408 tokens.
    private const int ClosedVocabularyLimit = 10_000;

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Option<Seed> Seed = SeedOption.Of("Which world the requests are from", 1000);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Requests per kind", "1 to 100000", 500);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> Pictures = new("--pictures")
    {
        Description = "Folder of pictures that the model was not trained on; how many of them count as unusual is reported, too",
        HelpName = "folder",
    };
    private static readonly Option<bool> Write = new("--write")
    {
        Description = "Calibrate first, on the world of the next seed, and write the thresholds into the bundle",
    };
    private static readonly Option<int> CalibrationCount =
        NumberOption.Of("--calibration-count", "Requests to calibrate on", "1000 to 100000", 4000);

    public static Command Create()
    {
        var command = new ExampleCommand(
            "review",
            "Measure how well the review of edit requests finds those that the model cannot make.",
            "emuedit evaluate review --count 1000",
            "emuedit evaluate review --bundle models/mine --write"
        )
        {
            Seed,
            Count,
            BundleFolder,
            Pictures,
            Write,
            CalibrationCount,
        };
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Write))
            Calibrate(parsed, cancellationToken);
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), threads: 1);
        var (cases, count) = (new ReviewCases(parsed.GetValue(Seed), bundle.ImageSize), parsed.GetValue(Count));
        var scores = ReviewScore.Measure(
            bundle,
            [
                .. cases.Good(count),
                .. cases.Visible(count),
                .. cases.Absent(count),
                .. cases.NearlyThere(count),
                .. cases.UnknownThings(count),
                .. cases.NotEdits(),
                .. cases.Several(count),
                .. cases.UnusualImages(count),
                .. Unlearned(parsed.GetValue(Pictures)),
            ],
            cancellationToken
        );
        Console.WriteLine("| requests | number | with any remark | with the expected remark |\n| --- | ---: | ---: | ---: |");
        foreach (var s in scores)
            Console.WriteLine(
                FormattableString.Invariant($"| {s.Group} | {s.Count} | {Percent(s.Concerned, s.Count)} | {Percent(s.Expected, s.Count)} |")
            );
        Console.WriteLine("\nJudged wrongly, for example:");
        foreach (var s in scores)
            foreach (var missed in s.Missed)
                Console.WriteLine($"  {s.Group}: {missed}");
    }

    private static void Calibrate(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), threads: 1);
        var (seed, count) = ((long)parsed.GetValue(Seed) + 1, parsed.GetValue(CalibrationCount));
        var statistics = bundle.ClipImage is null
            ? null
            : ProgressDisplay.Run(
                "reading images",
                count,
                bar => ReviewCalibration.Images(bundle, seed, count, bar, cancellationToken),
                "images"
            );
        // Only the bundle of the built-in world has a tokenizer with one token per word.
        var closed = bundle.Tokenizer.Vocabulary < ClosedVocabularyLimit;
        var settings = ReviewCalibration.Choose(bundle, statistics, [.. new ReviewCases(seed + 1, bundle.ImageSize).Good(count)], closed);
        statistics?.Save(bundle.Folder);
        BundleSettingsFile.Write(bundle.Folder, "review", JsonSerializer.SerializeToNode(settings, s_json));
        Console.WriteLine();
    }

    private static IEnumerable<ReviewCase> Unlearned(string? folder)
    {
        var codec = new SkiaCodec();
        foreach (var path in folder is null ? [] : Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray())
        {
            Image image;
            try
            {
                image = codec.Read(path);
            }
            catch (InvalidInputException)
            {
                continue;
            }
            yield return new("your pictures", image, "make it night", EditConcernKind.UnusualImage);
        }
    }

    private static string Percent(int part, int whole) => FormattableString.Invariant($"{100.0 * part / whole:0.0} %");
}
