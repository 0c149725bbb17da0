using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Imaging;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Trainers;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit invert</c>: teaches a bundle a new task from a few examples.</summary>
internal static class InvertCommand
{
    private static readonly Argument<string> Examples = new("examples")
    {
        Description =
            "Folder with NAME.input.png and NAME.target.png for each pair, and NAME.txt for its instruction if "
                + "it has one; or shards, or Parquet files",
    };
    private static readonly Option<string> Name = new("--name")
    {
        Description = "Name of the task: lower-case letters, digits and hyphens",
        HelpName = "name",
        Required = true,
    };
    private static readonly Option<string?> Instruction = new("--instruction")
    {
        Description = "Instruction of pairs without one; default the name in words",
        HelpName = "text",
    };
    private static readonly Option<string[]> Phrases = new("--phrase")
    {
        Description = "Further instructions that ask for the task, for the task predictor",
        HelpName = "text",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int?> Count = NumberOption.Optional<int>("--count", "Maximum number of pairs", "1 to 1000");
    private static readonly Option<string[]> Columns = ColumnOption.Create();
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace a learned task of that name" };
    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Add the task even if learning did not improve on what it started from",
    };
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of all randomness", 0);
    private static readonly Option<long> Steps =
        NumberOption.Of("--steps", "Maximum number of steps", "at least 1", new InversionSettings().Steps);
    private static readonly Option<double> Minutes = NumberOption.Of(
        "--minutes",
        "Maximum minutes",
        "over 0",
        new InversionSettings().Minutes
    );
    private static readonly Option<string> Precision = PrecisionOption.Create();
    private static readonly Option<string?> Run = new("--run")
    {
        Description = "Folder of the run, with pictures of its progress; default one in the data folder",
        HelpName = "folder",
    };
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string> DataFolder = DataFolderOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "invert",
            "Teach a bundle a new task from a few examples (task inversion). Run again to continue after a stop.",
            "emuedit invert examples --name mirror",
            "emuedit invert pairs.tar --name super-resolution --instruction \"make it sharp\" --phrase \"enhance the resolution\"",
            "emuedit edit scene.png \"mirror the picture\" --task mirror -o out.png")
        {
            Examples, Name, Instruction, Phrases, Count, Columns, Replace, Force,
            Seed, Steps, Minutes, Precision, Run, BundleFolder, DataFolder,
        };
        command.ShowsProgress();
        command.Runs(InvertAsync);
        return command;
    }

    private static async Task InvertAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (name, bundle, replace) = (
            parsed.GetRequiredValue(Name),
            parsed.GetValue(BundleFolder) ?? BundleOption.FindShipped(),
            parsed.GetValue(Replace)
        );
        var library = new TaskLibrary(bundle);
        await library.RequireFreeAsync(name, replace, cancellationToken);
        var job = JobOf(parsed, name, bundle);
        CommandOutput.Say($"learning '{name}' from {job.Examples.Samples.Count} pairs; pictures of progress in {job.Folder}");
        var learned =
            new TaskInverter { Commit = TrainRun.Commit }.Learn(job, new Lines(), cancellationToken)
            ?? throw new OperationCanceledException(cancellationToken);
        if (!parsed.GetValue(Force))
            learned.Task.RequireImproved(name, "--force");
        await library.AddAsync(name, learned.Vector, learned.Task, replace, CancellationToken.None);
        var task = learned.Task;
        CommandOutput.Result(
            $"learned in {task.Seconds:0} s and {task.Steps} steps, from the embedding of '{task.StartedFrom}': "
                + $"{ErrorName(task)} {task.ErrorBefore:0.0000} -> {task.ErrorAfter:0.0000}\n"
                + $"'{name}' is a task of {bundle} now: emuedit edit PICTURE \"{job.AllPhrases[0]}\" --task {name} -o out.png",
            new
            {
                Task = name,
                Bundle = bundle,
                task.Steps,
                task.Seconds,
                task.StartedFrom,
                task.ErrorBefore,
                task.ErrorAfter,
                task.HeldOut,
            }
        );
    }

    private static InversionJob JobOf(ParseResult parsed, string name, string bundle)
    {
        var size = BundleOption.ImageSize(bundle);
        var pairs = ExampleFiles.Read(
            parsed.GetRequiredValue(Examples),
            size,
            new SkiaCodec(),
            parsed.GetValue(Count),
            EditDatasetOptions.ColumnsOf(parsed.GetValue(Columns) ?? [])
        );
        var job = new InversionJob
        {
            Name = name,
            Bundle = bundle,
            Folder = "",
            Examples = TaskExamples.Of(name, pairs, size, parsed.GetValue(Instruction)),
            Phrases = parsed.GetValue(Phrases) ?? [],
            Settings = new()
            {
                Seed = parsed.GetValue(Seed),
                Steps = parsed.GetValue(Steps),
                Minutes = parsed.GetValue(Minutes),
                Precision = TrainingPrecisions.Named(parsed.GetRequiredValue(Precision)),
            },
        };
        // Other examples or settings are a separate run.
        return job with
        {
            Folder = parsed.GetValue(Run) ?? Path.Combine(parsed.GetRequiredValue(DataFolder), "inversions", $"{name}-{job.Fingerprint()}"),
        };
    }

    private static string ErrorName(LearnedTask task) =>
        task.HeldOut > 0 ? $"error on {task.HeldOut} held-out pairs" : "error on the pairs";

    private sealed class Lines : IProgress<LearningProgress>
    {
        public void Report(LearningProgress value)
        {
            var now = new WorkProgress("learning", 100 * value.Share, 100, "")
            {
                SecondsLeft = value.SecondsLeft,
                Detail = $"step {value.Step}, loss {value.Loss:0.0000}",
            };
            ProgressDisplay.Report(now);
            if (value.Error is { } error)
                CommandOutput.Say($"{ProgressText.Line(now)}, error {error:0.0000}");
        }
    }
}
