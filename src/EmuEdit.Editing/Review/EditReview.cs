using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>
/// Checks, before an edit is made, whether the bundle can be expected to make it. What is checked depends on what the
/// bundle has: a detector, the statistics of its training images, a closed vocabulary. Thread-safe.
/// </summary>
public sealed class EditReview
{
    private readonly Bundle _bundle;
    private readonly Lazy<ImageStatistics?> _statistics;

    /// <summary>Creates the review of a bundle. The bundle must outlive it.</summary>
    public EditReview(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        _bundle = bundle;
        _statistics = new(() => bundle.Config.Review.ImageDistance is null ? null : ImageStatistics.Load(bundle));
    }

    /// <summary>Returns the concerns about an edit, the most important first; empty if there are none.</summary>
    /// <param name="input">The input image.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="task">The task of the edit.</param>
    /// <exception cref="InvalidInputException">The detector or the image encoder fails.</exception>
    public IReadOnlyList<EditConcern> Check(Image input, string instruction, TaskChoice task)
    {
        ArgumentNullException.ThrowIfNull(input);
        EditOptions.CheckInstruction(instruction);
        IReadOnlyList<string> unknown = _bundle.Config.Review.ClosedVocabulary
            ? InstructionReader.UnknownWords(string.Join(' ', InstructionReader.Edits(instruction)), _bundle.Tokenizer)
            : [];
        EditConcern?[] concerns =
        [
            NotAnEdit(instruction, unknown),
            UnknownWords(unknown),
            IsLearned(task) ? null : SeveralEdits(instruction),
            UncertainTask(task),
            ObjectNotFound(input, instruction, unknown),
            UnusualImage(input),
        ];
        return [.. concerns.OfType<EditConcern>()];
    }

    // The phrases that the image does not show, with the detector's confidence. None without a detector whose threshold is known.
    private IReadOnlyList<(string Phrase, float Confidence)> Missing(Image input, IReadOnlyList<string> phrases)
    {
        if (phrases.Count == 0 || ObjectThreshold is not { } threshold)
            return [];
        var found = _bundle.Detector!.Detect([.. phrases.Select(p => (input, p))]);
        return [.. phrases.Zip(found, (p, f) => (p, f.Confidence)).Where(f => f.Confidence < threshold)];
    }

    private float? ObjectThreshold =>
        _bundle.Config.Review.ObjectConfidence is { } measured ? (_bundle.Detector is null ? null : measured)
        : _bundle.Detector is GroundingDinoDetector ? GroundingDinoDetector.DefaultThreshold
        : null;

    // A task that was taught may be several edits at once: "add a cone and draw a box around it".
    private bool IsLearned(TaskChoice task) => _bundle.TaskEmbeddings?.Learned.ContainsKey(task.Task) == true;

    private static EditConcern? NotAnEdit(string instruction, IReadOnlyList<string> unknown)
    {
        if (InstructionReader.IsQuestion(instruction))
            return new(EditConcernKind.NotAnEdit, "The instruction is a question, and the model only edits. Say what to change.");
        var words = InstructionReader.Words(instruction).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return words == 0 || 2 * unknown.Count > words
            ? new(EditConcernKind.NotAnEdit, "The model cannot read this instruction. Say in English what to change.")
            : null;
    }

    private static EditConcern? UnknownWords(IReadOnlyList<string> unknown) => unknown switch
    {
        [] => null,
        [var word] => new(EditConcernKind.UnknownWords, $"The model never learned the word \"{word}\". The edit may do something else."),
        _ => new(EditConcernKind.UnknownWords, $"The model never learned the words {Listed(unknown)}. The edit may do something else."),
    };

    private static EditConcern? SeveralEdits(string instruction) => InstructionReader.Edits(instruction) is { Count: > 1 } edits
        ? new(
            EditConcernKind.SeveralEdits,
            $"The instruction asks for {edits.Count} edits, and the model makes one per turn. Give each its own turn: {Listed(edits)}."
        )
        {
            Suggestions = edits,
        }
        : null;

    private EditConcern? UncertainTask(TaskChoice task) =>
        task.Predicted && task.Confidence < _bundle.Config.Review.TaskConfidence
            ? new(
                EditConcernKind.UncertainTask,
                $"The task is uncertain: {task.Task} ({Percent(task.Confidence)}). Name the task, or say it in other words."
            )
            : null;

    // The detector says nothing useful about a word that the bundle never learned, and UnknownWords names it.
    private EditConcern? ObjectNotFound(Image input, string instruction, IReadOnlyList<string> unknown)
    {
        var known = NamedObjects.In(instruction)
            .Where(p => !InstructionReader.Words(p).Intersect(unknown, StringComparer.OrdinalIgnoreCase).Any())
            .ToList();
        return Missing(input, known) switch
        {
            [] => null,
            var missing => new(
                EditConcernKind.ObjectNotFound,
                $"The picture shows no "
                    + $"{string.Join(", and no ", missing.Select(m => $"\"{m.Phrase}\" ({Percent(m.Confidence)} sure that it does)"))}, "
                    + "or hides it. The edit may change something else."
            ),
        };
    }

    private EditConcern? UnusualImage(Image input) =>
        _bundle.Config.Review.ImageDistance is { } limit && _statistics.Value is { } statistics && statistics.Distance(input) > limit
            ? new(
                EditConcernKind.UnusualImage,
                "The picture is unlike those that the model was trained on. The edit may damage it."
            )
            : null;

    private static string Listed(IReadOnlyList<string> items) => string.Join(", ", items.Select(i => $"\"{i}\""));

    private static string Percent(float share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
