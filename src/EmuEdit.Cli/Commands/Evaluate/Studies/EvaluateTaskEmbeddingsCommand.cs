using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit evaluate task-embeddings</c>: measures whether task embeddings help (Emu Edit, table 4).</summary>
internal static class EvaluateTaskEmbeddingsCommand
{
    private static readonly StudyOptions Options = new(steps: 600);

    public static Command Create()
    {
        var command = new ExampleCommand(
            "task-embeddings",
            "Compare editors trained with and without task embeddings, and where the task comes from.",
            "emuedit evaluate task-embeddings -o claims",
            "emuedit evaluate task-embeddings --seed 1 --steps 200 -o claims");
        Options.AddTo(command);
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (study, training) = (Options.Study(parsed), Options.FromNothing(parsed, Options.Steps(parsed)));
        var reports = Options
            .Seeds(parsed)
            .Select(seed =>
            {
                var without = study.Train("without-task-embeddings", seed, [.. training, "--no-task-embeddings"], cancellationToken);
                var with = study.Train(EvaluateTaskCountCommand.NameOf(EditTask.All.Count), seed, training, cancellationToken);
                return (
                    None: Score(without, TaskSource.True),
                    Predicted: Score(with, TaskSource.Predicted),
                    True: Score(with, TaskSource.True),
                    Shuffled: Score(with, TaskSource.Shuffled)
                );

                SuiteReport Score(string bundle, TaskSource source) => study.Score(bundle, seed, source, EditTask.All, cancellationToken);
            }).ToList();
        List<SuiteReport> withTrue = [.. reports.Select(r => r.True)];
        var table = StudyTable.OfChanges("task embedding");
        table.Add("true", withTrue);
        table.Add("predicted", reports.Select(r => r.Predicted), withTrue);
        table.Add("none", reports.Select(r => r.None), withTrue);
        table.Add("of another task", reports.Select(r => r.Shuffled), withTrue);
        Options.Write(parsed, "task-embeddings", table);
    }
}
