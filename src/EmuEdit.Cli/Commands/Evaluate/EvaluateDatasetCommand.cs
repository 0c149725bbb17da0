using System.CommandLine;
using System.Globalization;
using EmuEdit.Cli.Terminal;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit evaluate dataset</c>: measures how many pairs of a data set are right, and what its filters kept and rejected.
/// </summary>
internal static class EvaluateDatasetCommand
{
    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "Folder of a data set of 'emuedit factory run'",
        HelpName = "folder",
    };

    private static readonly Option<string?> Truth = new("--truth")
    {
        Description = "Also write the world's true edits of the samples to this file",
        HelpName = "file.tar",
    };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "dataset",
            "Judge a data set of the built-in world by the world's true edits.",
            "emuedit evaluate dataset out",
            "emuedit evaluate dataset out --truth truth/truth.tar"
        )
        {
            Folder,
            Truth,
        };
        command.ShowsProgress();
        command.Runs((parsed, cancellation) => Run(parsed.GetRequiredValue(Folder), parsed.GetValue(Truth), cancellation));
        return command;
    }

    private static void Run(string folder, string? truth, CancellationToken cancellationToken)
    {
        if (truth is not null)
            DatasetOracle.WriteTruth(folder, truth, cancellationToken);
        var scores = ProgressDisplay.Run(
            "judging pairs",
            DatasetOracle.Count(folder),
            bar => DatasetOracle.Judge(folder, bar, cancellationToken),
            "pairs"
        );
        Console.WriteLine(
            "| task             | pairs | right | kept by the filters | of these right | of the right kept | in "
                + "the data set | of these right |"
        );
        Console.WriteLine(
            "| ---------------- | ----: | ----: | ------------------: | -------------: | ----------------: | "
                + "--------------: | -------------: |"
        );
        foreach (var s in scores)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {s.Task,-16} | {s.Judged,5} | {s.Right,5} | {s.Kept,19} | {Share(s.KeptRight, s.Kept),14} | "
                        + $"{Share(s.KeptRight, s.Right),17} | {s.Taken,15} | {Share(s.TakenRight, s.Taken),14} |"
                )
            );
    }

    private static string Share(int part, int whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");
}
