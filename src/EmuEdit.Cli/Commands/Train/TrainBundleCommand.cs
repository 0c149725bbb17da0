using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Trainers;
using EmuEdit.Training.Export;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train bundle</c>: exports the parts of a run as a bundle.</summary>
internal static class TrainBundleCommand
{
    private static readonly Option<string> Run = new("--run")
    {
        Description = "Folder of the run",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder of the bundle; an existing one is replaced",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<string?> Base = new("--base")
    {
        Description = "Bundle that provides the parts that the run has not trained",
        HelpName = "folder",
    };
    private static readonly Option<string> Name = new("--name")
    {
        Description = "The model's name",
        HelpName = "name",
        DefaultValueFactory = _ => "tiny",
    };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "bundle",
            "Export a run's newest checkpoints as a bundle.",
            "emuedit train bundle --run runs/tiny -o models/tiny",
            "emuedit train bundle --run runs/next --base models/tiny -o models/tiny"
        )
        {
            Run,
            Output,
            Base,
            Name,
        };
        command.ShowsProgress();
        command.Runs((parsed, _) => Export(parsed));
        return command;
    }

    private static void Export(ParseResult parsed)
    {
        var (run, output) = (parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Output));
        new BundleExporter(new BundleExportOptions
        {
            Output = output,
            Tokenizer = Path.Combine(run, TrainRun.TokenizerPart),
            Editor = Part(run, TrainRun.EditorPart),
            TaskPredictor = Part(run, TrainRun.PredictorPart),
            Clip = Part(run, TrainRun.ClipPart),
            TextToImage = Part(run, TrainRun.TextToImagePart),
            Detector = Part(run, TrainRun.DetectorPart),
            Segmenter = Part(run, TrainRun.SegmenterPart),
            Depth = Part(run, TrainRun.DepthPart),
            Base = parsed.GetValue(Base),
            Name = parsed.GetRequiredValue(Name),
        }).Export();
        Console.WriteLine($"wrote {output}; 'emuedit models check --bundle {output}' tries it");
    }

    // A part that was not trained is left out.
    private static string? Part(string run, string part) => Directory.Exists(Path.Combine(run, part)) ? Path.Combine(run, part) : null;
}
