using System.Text.Json;
using EmuEdit.Core;
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
/// <param name="Defaults">The part's record of options, with every default.</param>
/// <param name="Plan">Converts options and the folder of a run to the trainer's options, and opens the samples; trains nothing.</param>
/// <param name="Train">Trains the part in the folder of a run.</param>
public sealed record TrainPart(
    string Name, string Description, IReadOnlyList<string> Examples, TrainOptions Defaults,
    Func<TrainOptions, string, Action<string>, TrainerOptions> Plan,
    Func<TrainOptions, string, TrainCallbacks, CancellationToken, TrainingResult> Train)
{
    /// <summary>The options: those of the part, then the common ones.</summary>
    public IReadOnlyList<TrainOption> Options { get; } = TrainOption.Of(Defaults.GetType());

    /// <summary>Returns every part.</summary>
    /// <param name="bundle">Finds the bundle for a part that needs one, if no option names it.</param>
    public static IReadOnlyList<TrainPart> All(Func<string> bundle) =>
    [
        EditorPart.Create(), TaskPredictorPart.Create(), ClipPart.Create(), TextToImagePart.Create(bundle),
        AnnotatorParts.CreateDetector(), AnnotatorParts.CreateSegmenter(), AnnotatorParts.CreateDepth(),
    ];

    /// <summary>Reads options from JSON. Null means that the option is not given.</summary>
    /// <param name="entries">Values by the options' keys.</param>
    /// <exception cref="InvalidInputException">A key is not an option of the part, or a value is not allowed.</exception>
    public TrainOptions Read(IEnumerable<KeyValuePair<string, JsonElement>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var options = Defaults with { };
        foreach (var (key, value) in entries)
        {
            var option =
                Options.FirstOrDefault(o => o.Key == key)
                ?? throw new InvalidInputException($"'{key}' in the options", string.Join(", ", Options.Select(o => o.Key)));
            if (value.ValueKind is not JsonValueKind.Null)
                option.Read(options, value);
        }
        return options;
    }

    /// <summary>Creates a part.</summary>
    /// <param name="name">Name of the part.</param>
    /// <param name="description">What is trained.</param>
    /// <param name="examples">Example commands that train it.</param>
    /// <param name="defaults">The options' record, with its defaults.</param>
    /// <param name="plan">Returns the trainer's options for a run; the common options are set afterwards.</param>
    /// <param name="train">Trains. It is the first to touch libtorch.</param>
    internal static TrainPart Of<TOptions, TTrainer>(
        string name,
        string description,
        string[] examples,
        TOptions defaults,
        Func<TOptions, TrainRun, TTrainer> plan,
        Func<TTrainer, CancellationToken, TrainingResult> train
    )
        where TOptions : TrainOptions
        where TTrainer : TrainerOptions
    {
        return new(
            name,
            description,
            examples,
            defaults,
            Planned,
            (options, folder, callbacks, cancellation) =>
                train(
                    (TTrainer)(
                        Planned(options, folder, callbacks.Log) with
                        {
                            Progress = callbacks.Progress,
                            Log = callbacks.Log,
                            BetweenSteps = callbacks.BetweenSteps,
                        }
                    ),
                    cancellation
                )
        );

        TTrainer Planned(TrainOptions options, string folder, Action<string> log) =>
            options.Apply(plan((TOptions)options, new(folder, options.OpenData(log))));
    }
}
