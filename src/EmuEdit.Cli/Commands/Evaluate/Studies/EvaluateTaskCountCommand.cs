using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit evaluate task-count</c>: measures whether a task is learned better together with others.</summary>
internal static class EvaluateTaskCountCommand
{
    private static readonly StudyOptions Options = new(steps: 600);
    private static readonly Option<int[]> Tasks = NumberOption.Many(
        "--tasks",
        "Numbers of tasks in ascending order; each editor learns the first N tasks",
        "1 to 16",
        1,
        4,
        8,
        16
    );

    public static Command Create()
    {
        var command = new ExampleCommand(
            "task-count",
            "Compare editors trained on the first 1, 4, 8 and 16 tasks: for the same time, and on the same number of samples per task.",
            "emuedit evaluate task-count -o claims",
            "emuedit evaluate task-count --tasks 1 16 --seed 1 --steps 200 -o claims")
        { Tasks };
        Options.AddTo(command);
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    /// <summary>Returns the name of the editor for a number of tasks.</summary>
    public static string NameOf(int tasks) => StudyOptions.Text(tasks) + "-tasks";

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var counts = Counts(parsed);
        var (study, seeds, steps, compared, most) = (
            Options.Study(parsed),
            Options.Seeds(parsed),
            Options.Steps(parsed),
            counts[..^1],
            counts[^1]
        );
        var table = new StudyTable(
            "tasks",
            [.. compared.SelectMany(c => new[] { (c == 1 ? EditTask.All[0].Name : $"first {c}") + ": error left", "change" })]
        );
        var reference = Add($"{most}, {steps} steps", NameOf(most), most, steps);
        foreach (var count in compared.Reverse())
            Add($"{count}, {steps} steps", NameOf(count), count, steps, reference);
        foreach (var count in compared.Reverse())
            Add(
                $"{count}, as many samples of each task as with {most}",
                $"{NameOf(count)}-of-{most}",
                count,
                Math.Max(1, steps * count / most),
                reference
            );
        Options.Write(parsed, "task-count", table);

        // Each editor is also scored on the tasks of the editors with fewer tasks, and compared with the editor that has the most tasks.
        List<SuiteReport> Add(string label, string name, int tasks, long length, List<SuiteReport>? against = null)
        {
            var training = Options.FromNothing(parsed, length);
            if (tasks < EditTask.All.Count)
                training = [.. training, "--only-tasks", .. EditTask.All.Take(tasks).Select(t => t.Name)];
            EditTask[] scored = [.. EditTask.All.Take(Math.Min(tasks, compared[^1]))];
            var reports = seeds
                .Select(seed =>
                    study.Score(study.Train(name, seed, training, cancellationToken), seed, TaskSource.True, scored, cancellationToken)
                )
                .ToList();
            table.Add(
                label,
                [
                    .. compared.SelectMany(c =>
                        c > tasks
                            ?
                            [
                                [],
                                [],
                            ]
                            : new IReadOnlyList<double>[]
                            {
                                Errors(reports, c),
                                [.. Errors(reports, c).Zip(Errors(against ?? [], c), (e, other) => e - other)],
                            }
                    ),
                ]
            );
            return reports;
        }
    }

    private static double[] Errors(List<SuiteReport> reports, int tasks) =>
        [.. reports.Select(r => EditorStudy.ErrorLeft(r with { Tasks = [.. r.Tasks.Take(tasks)] }))];

    private static int[] Counts(ParseResult parsed) =>
        parsed.GetRequiredValue(Tasks) is { Length: > 1 } counts
        && counts[0] >= 1
        && counts[^1] <= EditTask.All.Count
        && counts.Zip(counts[1..]).All(c => c.First < c.Second)
            ? counts
            : throw new InvalidInputException(
                $"--tasks {string.Join(' ', parsed.GetRequiredValue(Tasks))}",
                $"two numbers or more from 1 to {EditTask.All.Count}, ascending"
            );
}
