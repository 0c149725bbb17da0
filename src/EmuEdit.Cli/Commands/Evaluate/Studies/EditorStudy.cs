using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.Trainers;
using EmuEdit.Training.Export;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// Trains editors to compare them, as <c>train editor</c> and <c>train bundle</c> do, and scores them. It reuses what the folder already
/// contains.
/// </summary>
/// <param name="folder">Receives one folder per editor and seed.</param>
/// <param name="bundle">The bundle whose other parts, such as the task predictor, the editors use.</param>
/// <param name="count">The number of scored edits per task.</param>
internal sealed class EditorStudy(string folder, string bundle, int count)
{
    /// <summary>Keeps the scored worlds separate from all training worlds.</summary>
    private const long TestSeedOffset = 1L << 34;

    private const string OptionsFile = "options.txt", BundleName = "bundle";

    /// <summary>Trains an editor.</summary>
    /// <param name="name">The editor's name. Several commands may request the same editor.</param>
    /// <param name="seed">The seed of its weights and of the world that it is trained on.</param>
    /// <param name="options">The options of <c>train editor</c>, without run and seed.</param>
    /// <param name="cancellationToken">Stops the training. The next call continues it.</param>
    /// <returns>The folder of the editor's bundle.</returns>
    /// <exception cref="InvalidInputException">
    /// An option is not valid, or the folder has an editor with this name and other options.
    /// </exception>
    public string Train(string name, long seed, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var run = Path.Combine(folder, $"{name}-{StudyOptions.Text(seed)}");
        var trained = Path.Combine(run, BundleName);
        string[] arguments = ["--seed", StudyOptions.Text(seed), .. options];
        Claim(run, string.Join(' ', arguments));
        if (Directory.Exists(trained))
            return trained;
        CommandOutput.Say($"training {name}, seed {seed}");
        var editors = new TrainOptionSet(TrainPart.All(() => bundle).Single(p => p.Name == TrainRun.EditorPart));
        var parsed = editors.Parse(["--run", run, .. arguments]);
        if (parsed.Errors is [var error, ..])
            throw new InvalidInputException(error.Message.TrimEnd('.'), "options of 'emuedit train editor'");
        editors.Train(parsed, new(TrainReport.Lines(), CommandOutput.Say), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var editor = Path.Combine(run, TrainRun.EditorPart);
        new BundleExporter(
            new()
            {
                Output = trained,
                Tokenizer = Path.Combine(run, TrainRun.TokenizerPart),
                Editor = editor,
                Base = bundle,
                EditingOnly = true,
                Name = name,
            }
        ).Export();
        // Checkpoints are large and no longer needed.
        foreach (var checkpoint in Directory.GetFiles(editor, "*.safetensors"))
            File.Delete(checkpoint);
        return trained;
    }

    /// <summary>Scores a bundle on the world for a seed.</summary>
    public SuiteReport Score(
        string edited,
        long seed,
        TaskSource source,
        IReadOnlyList<EditTask> tasks,
        CancellationToken cancellationToken
    )
    {
        using var loaded = BundleOption.Load(edited, threads: 1);
        var suite = new WorldSuite(TestSeedOffset + seed, count, loaded.ImageSize, tasks: tasks);
        return suite.Run(loaded.Name, BundleEditors.Of(new EditPipeline(loaded), new(), source), cancellationToken: cancellationToken);
    }

    /// <summary>
    /// Returns the error inside the edited regions as a share of the error of unchanged images, 0..1: the mean over tasks.
    /// </summary>
    public static double ErrorLeft(SuiteReport report) => report.Tasks.Average(t => t.L1Inside / t.L1Unchanged);

    private static void Claim(string run, string options)
    {
        var path = Path.Combine(run, OptionsFile);
        if (!File.Exists(path))
            AtomicFile.Write(path, options + "\n");
        else if (File.ReadAllText(path).Trim() is var before && before != options)
            throw new InvalidInputException(
                $"{run}, whose editor was trained with '{before}' and not '{options}'",
                "the options that the study was begun with",
                "choose another folder"
            );
    }
}
