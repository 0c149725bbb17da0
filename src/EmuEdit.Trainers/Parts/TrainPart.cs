using System.CommandLine;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>Callbacks of a training.</summary>
/// <param name="Progress">Receives every line of metrics.</param>
/// <param name="Log">Receives messages about single events (run resumed, weights left out) and warnings.</param>
/// <param name="BetweenSteps">Called before each step. Default null: nothing is called.</param>
public sealed record TrainCallbacks(IProgress<TrainingProgress> Progress, Action<string> Log, Action? BetweenSteps = null);

/// <summary>A part of a bundle that can be trained: its options and its trainer.</summary>
/// <param name="Name">Name of the part and of its command, for example <c>editor</c>.</param>
/// <param name="Description">What is trained, in one sentence.</param>
/// <param name="Examples">Example commands that train it.</param>
/// <param name="Options">The common options and those of the part.</param>
/// <param name="Plan">Converts parsed options to the trainer's options and opens the samples; trains nothing.</param>
/// <param name="Train">Trains the part with parsed options.</param>
public sealed record TrainPart(
    string Name, string Description, IReadOnlyList<string> Examples, IReadOnlyList<Option> Options,
    Func<ParseResult, Action<string>, TrainerOptions> Plan,
    Func<ParseResult, TrainCallbacks, CancellationToken, TrainingResult> Train)
{
    /// <summary>Returns every part.</summary>
    /// <param name="bundle">Finds the bundle for a part that needs one, if no option names it.</param>
    public static IReadOnlyList<TrainPart> All(Func<string> bundle) =>
    [
        EditorPart.Create(), TaskPredictorPart.Create(), ClipPart.Create(), TextToImagePart.Create(bundle),
        AnnotatorParts.CreateDetector(), AnnotatorParts.CreateSegmenter(), AnnotatorParts.CreateDepth(),
    ];

    /// <summary>Parses the part's options from arguments. The result contains the errors.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments)
    {
        var command = new Command(Name);
        foreach (var option in Options)
            command.Add(option);
        return command.Parse(arguments, Arguments.AsTheyStand);
    }

    /// <summary>Creates a part.</summary>
    /// <param name="name">Name of the part.</param>
    /// <param name="description">What is trained.</param>
    /// <param name="examples">Example commands that train it.</param>
    /// <param name="own">The part's own options; the common ones are added.</param>
    /// <param name="batch">Default number of samples per step.</param>
    /// <param name="options">Returns the trainer's options for a run with images of a size; the common options are set afterwards.</param>
    /// <param name="train">Trains. It is the first to touch libtorch.</param>
    /// <param name="rate">Default peak learning rate; null for the trainers' default.</param>
    internal static TrainPart Of<T>(
        string name,
        string description,
        string[] examples,
        Option[] own,
        int batch,
        Func<ParseResult, TrainRun, int, T> options,
        Func<T, CancellationToken, TrainingResult> train,
        double? rate = null
    )
        where T : TrainerOptions
    {
        var settings = new TrainSettings(batch, rate);
        return new(
            name,
            description,
            examples,
            [.. own, .. settings.All],
            Planned,
            (parsed, callbacks, cancellation) =>
                train(
                    (T)(
                        Planned(parsed, callbacks.Log) with
                        {
                            Progress = callbacks.Progress,
                            Log = callbacks.Log,
                            BetweenSteps = callbacks.BetweenSteps,
                        }
                    ),
                    cancellation
                )
        );

        T Planned(ParseResult parsed, Action<string> log) =>
            settings.Apply(parsed, options(parsed, settings.Run(parsed, log), settings.Size(parsed)));
    }
}
