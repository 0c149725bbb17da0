using System.CommandLine;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>What a training calls while it runs.</summary>
/// <param name="Progress">Receives every line of metrics.</param>
/// <param name="Log">Receives what happens once: resumed, weights left out, warnings.</param>
/// <param name="BetweenSteps">Called before each step; null, the default, for nothing.</param>
public sealed record TrainCallbacks(IProgress<TrainingProgress> Progress, Action<string> Log, Action? BetweenSteps = null);

/// <summary>A part of a bundle that can be trained: options, a trainer that they are for.</summary>
/// <param name="Name">Its name, for example <c>editor</c>; that of its command, too.</param>
/// <param name="Description">What is trained, a sentence.</param>
/// <param name="Examples">Commands that train it.</param>
/// <param name="Options">The common options and its own.</param>
/// <param name="Plan">The trainer's options as parsed ones say, its samples opened; nothing is trained.</param>
/// <param name="Train">Trains it as parsed options say.</param>
public sealed record TrainPart(
    string Name, string Description, IReadOnlyList<string> Examples, IReadOnlyList<Option> Options,
    Func<ParseResult, Action<string>, TrainerOptions> Plan,
    Func<ParseResult, TrainCallbacks, CancellationToken, TrainingResult> Train)
{
    /// <summary>Every part.</summary>
    /// <param name="bundle">Finds the bundle of a part that needs one, where no option names it.</param>
    public static IReadOnlyList<TrainPart> All(Func<string> bundle) =>
    [
        EditorPart.Create(), TaskPredictorPart.Create(), ClipPart.Create(), TextToImagePart.Create(bundle),
        AnnotatorParts.CreateDetector(), AnnotatorParts.CreateSegmenter(), AnnotatorParts.CreateDepth(),
    ];

    /// <summary>Its options from arguments, with errors in them that were not.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments)
    {
        var command = new Command(Name);
        foreach (var option in Options)
            command.Add(option);
        return command.Parse(arguments, Arguments.AsTheyStand);
    }

    /// <summary>Makes a part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What is trained.</param>
    /// <param name="examples">Commands that train it.</param>
    /// <param name="own">Its own options; the common ones are added.</param>
    /// <param name="batch">Samples a step, unless given.</param>
    /// <param name="options">The trainer's options for a run with pictures of a size; the common ones are set afterwards.</param>
    /// <param name="train">Trains; the first to touch libtorch.</param>
    /// <param name="rate">Highest learning rate, unless given; null for the trainers' default.</param>
    internal static TrainPart Of<T>(
        string name, string description, string[] examples, Option[] own, int batch, Func<ParseResult, TrainRun, int, T> options, Func<T, CancellationToken, TrainingResult> train, double? rate = null)
        where T : TrainerOptions
    {
        var settings = new TrainSettings(batch, rate);
        return new(name, description, examples, [.. own, .. settings.All], Planned, (parsed, callbacks, cancellation) => train(
            (T)(Planned(parsed, callbacks.Log) with { Progress = callbacks.Progress, Log = callbacks.Log, BetweenSteps = callbacks.BetweenSteps }), cancellation));

        T Planned(ParseResult parsed, Action<string> log) => settings.Apply(parsed, options(parsed, settings.Run(parsed, log), settings.Size(parsed)));
    }
}
