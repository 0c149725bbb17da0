using System.CommandLine;
using System.Globalization;
using System.Text;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Training.Inversion;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit evaluate inversion</c>: measures how well a bundle learns unseen tasks from few examples.</summary>
internal static class EvaluateInversionCommand
{
    /// <summary>Keeps the world of the scored pairs separate from the others.</summary>
    private const long TestSeedOffset = 1L << 33;

    private static readonly Option<string[]> Tasks = new("--task")
    {
        Description = "Tasks; default those of the world that no shipped model was trained on",
        HelpName = "task",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int[]> Examples = NumberOption.Many("--examples", "Numbers of examples", "at least 1", 1, 4, 16, 100);
    private static readonly Option<Seed[]> Seeds = SeedOption.Many("Seeds; each selects its own examples", 1);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Pairs that are scored for each task", "at least 1", 50);
    private static readonly Option<double> Minutes = NumberOption.Of(
        "--minutes",
        "Maximum minutes of an inversion or a fine-tuning",
        "over 0",
        1.0
    );
    private static readonly Option<int> ExpertExamples = NumberOption.Of(
        "--expert-examples",
        "Examples of the expert; 0 leaves it out",
        "at least 0",
        4000
    );
    private static readonly Option<double> ExpertMinutes = NumberOption.Of("--expert-minutes", "Minutes of the expert", "over 0", 5.0);
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder of the study; run again to continue after a stop",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<string?> BundleFolder = BundleOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "inversion",
            "Compare task inversion with the frozen model, full fine-tuning and an expert, on tasks that the bundle has never seen.",
            "emuedit evaluate inversion -o study",
            "emuedit evaluate inversion --task mirror --examples 1 16 --seed 1 2 3 -o study")
        { Tasks, Examples, Seeds, Count, Minutes, ExpertExamples, ExpertMinutes, Output, BundleFolder };
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (bundle, folder) = (parsed.GetValue(BundleFolder) ?? BundleOption.FindShipped(), parsed.GetRequiredValue(Output));
        var rows = new InversionStudy(
            new()
            {
                Folder = folder,
                Bundle = bundle,
                Tasks = StudiedTasks(parsed, bundle),
                Counts = parsed.GetRequiredValue(Examples),
                Seeds = [.. parsed.GetRequiredValue(Seeds).Select(s => s.Bits)],
                Test = parsed.GetValue(Count),
                Minutes = parsed.GetValue(Minutes),
                ExpertExamples = parsed.GetValue(ExpertExamples),
                ExpertMinutes = parsed.GetValue(ExpertMinutes),
                Done = row =>
                    CommandOutput.Say(
                        $"{row.Task,-18} {row.Method,-12} {row.Examples,5} examples  success {row.Success,4:0%}  L1 inside "
                            + $"{row.L1Inside:0.000}  outside {row.L1Outside:0.000}  {row.Seconds:0} s"
                    ),
            }
        ).Run(cancellationToken);
        AtomicFile.Write(Path.Combine(folder, "study.md"), Table(rows));
        new SkiaCodec().Write(Path.Combine(folder, "study.png"), Curve(rows));
        Console.WriteLine($"wrote {folder}/study.md and study.png");
    }

    private static StudiedTask[] StudiedTasks(ParseResult parsed, string bundle)
    {
        var size = BundleOption.ImageSize(bundle);
        var names = parsed.GetValue(Tasks) is { Length: > 0 } given ? given : [.. UnseenTasks.All.Select(t => t.Name)];
        return [.. names.Select(name => Studied(UnseenTasks.Named(name), size))];
    }

    private static StudiedTask Studied(EditTask task, int size)
    {
        var test = new WorldDataset(TestSeedOffset, size);
        return new(task, (seed, i) => new WorldDataset(seed, size).Sample(i, task), i => test.Sample(i, task));
    }

    // Success, and the errors inside and outside the edited region: one row per task and method, one column per number of examples.
    private static string Table(IReadOnlyList<StudyRow> rows)
    {
        var counts = rows.Select(r => r.Examples).Distinct().Order().ToList();
        var text = new StringBuilder(
            $"| task | method; number of examples | {string.Join(" | ", counts.Select(c => Invariant($"{c}")))} "
                + $"|\n| --- | --- |{string.Concat(counts.Select(_ => " ---: |"))}\n"
        );
        foreach (var task in rows.GroupBy(r => r.Task))
            foreach (var method in InversionStudy.Methods.Where(m => task.Any(r => r.Method == m)))
                text.Append(
                    $"| {task.Key} | {method} | "
                        + $"{string.Join(" | ", counts.Select(c => Cell([.. task.Where(r => r.Method == method && r.Examples == c)])))} |\n"
                );
        return text.ToString();
    }

    private static string Cell(IReadOnlyList<StudyRow> rows) =>
        rows.Count == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * rows.Average(r => r.Success):0} ± {100 * Interval(rows):0} %, "
                    + $"{rows.Average(r => r.L1Inside):0.000} / {rows.Average(r => r.L1Outside):0.000}"
            );

    // The 95 % interval of a share among independent pairs, approximated by the normal distribution, with two more successes and failures
    // (Agresti and Coull, 1998).
    private static double Interval(IEnumerable<StudyRow> rows)
    {
        var (n, s) = (rows.Sum(r => r.Count) + 4.0, rows.Sum(r => r.Success * r.Count) + 2);
        return 1.96 * Math.Sqrt(s / n * (1 - s / n) / n);
    }

    // For tasks that are too hard to count as a success, the error says more than success.
    private static Image Curve(IReadOnlyList<StudyRow> rows) =>
        Plot.Lines(
            "Task inversion",
            "log10 of the examples",
            "error inside the edited region, over that of the frozen model",
            [
                .. rows.Where(r => r.Method == InversionStudy.Inversion)
                    .GroupBy(r => r.Task)
                    .Select(task =>
                        (
                            task.Key,
                            task.GroupBy(r => r.Examples)
                                .OrderBy(g => g.Key)
                                .Select(g => (Math.Log10(g.Key), g.Average(r => r.L1Inside) / Frozen(rows, g)))
                                .ToArray()
                        )
                    ),
            ]
        );

    private static double Frozen(IReadOnlyList<StudyRow> rows, IEnumerable<StudyRow> of) =>
        of.Average(r =>
            rows.Single(f => f.Method == InversionStudy.Frozen && (f.Task, f.Examples, f.Seed) == (r.Task, r.Examples, r.Seed)).L1Inside
        );

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
