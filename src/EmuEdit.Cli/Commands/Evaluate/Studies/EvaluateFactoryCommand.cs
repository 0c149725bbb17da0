using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit evaluate factory</c>: measures how much the factory's filters improve an editor.</summary>
internal static class EvaluateFactoryCommand
{
    private static readonly StudyOptions Options = new(steps: 250);
    private static readonly Option<long> Samples = NumberOption.Of(
        "--samples",
        "Samples that the factory tries for each seed",
        "1 to 1000000000",
        500L
    );

    public static Command Create()
    {
        var command = new ExampleCommand(
            "factory",
            "Continue the training of a bundle's editor on the factory's kept pairs, on all its pairs, and on true pairs; compare.",
            "emuedit evaluate factory -o claims",
            "emuedit evaluate factory --seed 1 --samples 200 --steps 100 -o claims")
        { Samples };
        Options.AddTo(command);
        command.ShowsProgress();
        command.Runs(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (study, bundle) = (Options.Study(parsed), Options.Bundle(parsed));
        var (before, rows) = (
            new List<SuiteReport>(),
            new (string Label, List<SuiteReport> Reports)[]
            {
                ("true pairs of those kept", []),
                ("kept by the filters", []),
                ("all that was drawn", []),
            }
        );
        foreach (var seed in Options.Seeds(parsed))
        {
            var data = new DatasetFolder(await MakeAsync(parsed, bundle, seed, cancellationToken));
            var truth = Path.Combine(Options.Output(parsed), $"factory-{StudyOptions.Text(seed)}-truth.tar");
            if (!File.Exists(truth))
                DatasetOracle.WriteTruth(data.Path, truth, cancellationToken);
            before.Add(Score(bundle));
            string[] bundles = [Train("true", truth), Train("kept", data.Shards), Train("drawn", data.Shards, data.Rejects)];
            foreach (var (row, edited) in rows.Zip(bundles))
                row.Reports.Add(Score(edited));

            SuiteReport Score(string edited) => study.Score(edited, seed, TaskSource.True, EditTask.All, cancellationToken);

            string Train(string name, params string[] paths) =>
                study.Train("factory-" + name, seed, TrainOn(parsed, bundle, paths.Where(Path.Exists)), cancellationToken);
        }
        var table = StudyTable.OfChanges("trained on with");
        table.Add("before", before);
        foreach (var (label, reports) in rows)
            table.Add(label, reports, before);
        Options.Write(parsed, "factory", table);
    }

    // Few steps and a low rate, because the bundle is already trained.
    private static string[] TrainOn(ParseResult parsed, string bundle, IEnumerable<string> data) =>
        [
            "--data",
            .. data,
            "--initial",
            bundle,
            "--size",
            StudyOptions.Text(BundleOption.ImageSize(bundle)),
            .. Options.Length(parsed, Options.Steps(parsed)),
            "--learning-rate",
            "0.0002",
            "--warm-up-steps",
            "50",
            "--last-timestep-share",
            "0.9",
            "--held-out-count",
            "1",
        ];

    /// <summary>Makes the data set for a seed.</summary>
    private static async Task<string> MakeAsync(ParseResult parsed, string bundle, long seed, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Options.Output(parsed), $"factory-{StudyOptions.Text(seed)}");
        if (!new FactoryFolder(folder).IsDone)
        {
            CommandOutput.Say($"making a data set, seed {seed}");
            await FactoryRunCommand.RunAsync(
                FactoryRunCommand
                    .Create()
                    .Parse(
                        [
                            "--count",
                            StudyOptions.Text(parsed.GetValue(Samples)),
                            "--seed",
                            StudyOptions.Text(seed),
                            "--bundle",
                            bundle,
                            "-o",
                            folder,
                        ],
                        Arguments.AsTheyStand
                    ),
                cancellationToken
            );
        }
        return folder;
    }
}
