using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit evaluate</c>: measures how well a bundle edits, on samples with a known correct result.</summary>
internal static class EvaluateCommand
{
    /// <summary>The seed for the mean targets of the baseline. Its world is used neither for scores nor for training.</summary>
    private const long BaselineSeed = -1;

    private static readonly Option<string> Suite = new("--suite")
    {
        Description = "Suite to evaluate on; world is the only one",
        HelpName = "name",
        DefaultValueFactory = _ => "world",
    };
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of the world; must differ from the bundle's training seed", 1000);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Samples per task", "1 to 100000", 20);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> Json = OutputOptions.JsonFile("Write the results to this file");
    private static readonly Option<string?> SheetFile = new("--sheet")
    {
        Description = "Write a sheet of edits to this file",
        HelpName = "file.png",
    };
    private static readonly Option<int> Examples = NumberOption.Of("--examples", "Edits per task on the sheet", "1 to 20", 2);
    private static readonly Option<string[]> Sources = new("--task-embeddings")
    {
        Description = "Where the task comes from: predicted, true or shuffled; several are compared",
        HelpName = "source",
        DefaultValueFactory = _ => ["predicted"],
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<bool> WithBaselines = new("--baselines")
    {
        Description = "Compare with copying the input and with the mean target",
    };
    private static readonly Option<bool> WithCeiling = new("--ceiling") { Description = "Compare with decode(encode(target))" };
    private static readonly Option<bool> HeldOut = new("--held-out-phrasings")
    {
        Description = "Use phrasings that training never uses",
    };

    public static Command Create()
    {
        var settings = new EditOptionSet();
        var command = new ExampleCommand("evaluate", "Score a bundle's edits against edits with known results.",
            "emuedit evaluate --seed 1000 --count 50 --json scores.json --sheet scores.png",
            "emuedit evaluate --count 50 --baselines --ceiling --task-embeddings predicted true shuffled")
        { Suite, Seed, Count, BundleFolder, Json, SheetFile, Examples, Sources, WithBaselines, WithCeiling, HeldOut };
        settings.AddTo(command);
        command.ShowsProgress();
        command.Runs((parsed, cancellation) => Run(parsed, settings.Read(parsed), cancellation));
        command.Add(EvaluateDriftCommand.Create());
        command.Add(EvaluatePredictorCommand.Create());
        command.Add(EvaluateReviewCommand.Create());
        command.Add(EvaluatePairsCommand.Create());
        command.Add(EvaluateDatasetCommand.Create());
        command.Add(EvaluateFiltersCommand.Create());
        command.Add(EvaluateInversionCommand.Create());
        command.Add(EvaluateTaskEmbeddingsCommand.Create());
        command.Add(EvaluateTaskCountCommand.Create());
        command.Add(EvaluateFactoryCommand.Create());
        return command;
    }

    private static void Run(ParseResult parsed, EditOptions options, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Suite) is not "world" and var other)
            throw new InvalidInputException($"--suite {other}", "world");
        var sources = parsed.GetRequiredValue(Sources).Select(ParseSource).ToList();
        // One thread per edit and one edit per core keep every core busy, and no edit waits for another.
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), threads: 1);
        var suite = new WorldSuite(parsed.GetValue(Seed), parsed.GetValue(Count), bundle.ImageSize, parsed.GetValue(HeldOut));
        var reports = Editors(parsed, bundle, options, sources)
            .Select(e => Score(suite, e.Name, e.Editor, parsed.GetValue(Examples), cancellationToken))
            .ToList();
        Console.WriteLine(SuiteTable.Markdown(reports));
        if (parsed.GetValue(Json) is { } json)
            AtomicFile.Write(json, SuiteFiles.Json(reports[0], reports[1..]));
        if (parsed.GetValue(SheetFile) is { } sheet)
            new SkiaCodec().Write(sheet, SuiteFiles.SheetOf(reports[0]));
    }

    private static IEnumerable<(string Name, ImageEditor Editor)> Editors(
        ParseResult parsed,
        Bundle bundle,
        EditOptions options,
        List<TaskSource> sources
    )
    {
        var pipeline = new EditPipeline(bundle);
        foreach (var source in sources)
            yield return ($"{bundle.Name}, {source.ToString().ToLowerInvariant()} task", BundleEditors.Of(pipeline, options, source));
        if (parsed.GetValue(WithCeiling))
            yield return ("ceiling: decode(encode(target))", BundleEditors.Ceiling(bundle));
        if (parsed.GetValue(WithBaselines))
        {
            yield return ("copy the input", Baselines.Copy);
            yield return ("mean target", Baselines.MeanTarget(new WorldDataset(BaselineSeed, bundle.ImageSize)));
        }
    }

    private static SuiteReport Score(
        WorldSuite suite,
        string name,
        ImageEditor editor,
        int examples,
        CancellationToken cancellationToken
    ) =>
        ProgressDisplay.Run(
            name,
            suite.Total,
            bar => suite.Run(name, editor, examples, progress: bar, cancellationToken: cancellationToken)
        );

    private static TaskSource ParseSource(string name) => name switch
    {
        "predicted" => TaskSource.Predicted,
        "true" => TaskSource.True,
        "shuffled" => TaskSource.Shuffled,
        _ => throw new InvalidInputException($"--task-embeddings {name}", "predicted, true or shuffled"),
    };
}
