using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.Trainers;
using EmuEdit.Training.Export;

namespace EmuEdit.Cli.Commands;

/// <summary>Editors that are trained to be compared, each as <c>train editor</c> and <c>train bundle</c> make it, and their scores. What its folder has is not made again.</summary>
/// <param name="folder">Gets a folder for each editor and seed.</param>
/// <param name="bundle">Bundle whose other parts, such as the task predictor, the editors are given.</param>
/// <param name="count">Edits of each task that are scored.</param>
internal sealed class EditorStudy(string folder, string bundle, int count)
{
    /// <summary>What is scored comes from worlds that nothing is trained on.</summary>
    private const long TestSeedOffset = 1L << 34;

    private const string OptionsFile = "options.txt", BundleName = "bundle";

    /// <summary>Trains an editor.</summary>
    /// <param name="name">Its name; several commands may ask for the same one.</param>
    /// <param name="seed">Seed of its weights and of the world that it sees.</param>
    /// <param name="options">Of <c>train editor</c>, without run and seed.</param>
    /// <param name="cancellationToken">Stops it; asked again, it goes on.</param>
    /// <returns>Folder of its bundle.</returns>
    /// <exception cref="InvalidInputException">An option cannot be, or the folder has an editor of this name of other options.</exception>
    public string Train(string name, long seed, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var run = Path.Combine(folder, $"{name}-{StudyOptions.Text(seed)}");
        var trained = Path.Combine(run, BundleName);
        string[] arguments = ["--seed", StudyOptions.Text(seed), .. options];
        Claim(run, string.Join(' ', arguments));
        if (Directory.Exists(trained))
            return trained;
        Console.WriteLine($"training {name}, seed {seed}");
        var part = TrainPart.All(() => bundle).Single(p => p.Name == TrainRun.EditorPart);
        var parsed = part.Parse(["--run", run, .. arguments]);
        if (parsed.Errors is [var error, ..])
            throw new InvalidInputException(error.Message.TrimEnd('.'), "options of 'emuedit train editor'");
        part.Train(parsed, new(TrainReport.Lines(), Console.WriteLine), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var editor = Path.Combine(run, TrainRun.EditorPart);
        new BundleExporter(new() { Output = trained, Tokenizer = Path.Combine(run, TrainRun.TokenizerPart), Editor = editor, Base = bundle, EditingOnly = true, Name = name }).Export();
        // Large, and done with.
        foreach (var checkpoint in Directory.GetFiles(editor, "*.safetensors"))
            File.Delete(checkpoint);
        return trained;
    }

    /// <summary>Scores a bundle on the world that belongs to a seed.</summary>
    public SuiteReport Score(string edited, long seed, TaskSource source, IReadOnlyList<EditTask> tasks, CancellationToken cancellationToken)
    {
        using var loaded = BundleOption.Load(edited, threads: 1);
        var suite = new WorldSuite(TestSeedOffset + seed, count, loaded.ImageSize, tasks: tasks);
        return suite.Run(loaded.Name, BundleEditors.Of(new EditPipeline(loaded), new(), source), cancellationToken: cancellationToken);
    }

    /// <summary>What is left of the error that leaving every picture as it is would make, inside the edited regions, 0..1: the mean over tasks.</summary>
    public static double ErrorLeft(SuiteReport report) => report.Tasks.Average(t => t.L1Inside / t.L1Unchanged);

    private static void Claim(string run, string options)
    {
        var path = Path.Combine(run, OptionsFile);
        if (!File.Exists(path))
            AtomicFile.Write(path, options + "\n");
        else if (File.ReadAllText(path).Trim() is var before && before != options)
            throw new InvalidInputException($"{run}, whose editor was trained with '{before}' and not '{options}'", "the options that the study was begun with", "choose another folder");
    }
}
