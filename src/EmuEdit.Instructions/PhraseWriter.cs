using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>
/// Instructions of a task that was learned from examples: one of the phrases that ask for it, at
/// random among those that fit the picture. A phrase fits where all that it names of what pictures
/// show, the picture shows: "let only the green cone keep its color" a green cone. The caption of
/// the picture after is not known, so it stays.
/// </summary>
/// <param name="phrases">The phrases of a task; none for one that was not learned.</param>
/// <param name="captions">What images show: captions of the data set, or some of them.</param>
/// <param name="captionOf">The caption of a request that has none; null where every request has one.</param>
public sealed class PhraseWriter(
    Func<string, IReadOnlyList<string>> phrases,
    Func<IReadOnlyList<string>> captions,
    Func<InstructionRequest, string>? captionOf = null
) : IInstructionWriter
{
    /// <summary>Names it in <see cref="InstructionProvenance"/>.</summary>
    public const string Model = "phrases of a learned task";

    private const int Stream = 61;

    // A word of more than this share of the captions names nothing, as "a" and "the".
    private const double Common = 0.5;

    private readonly Lazy<HashSet<string>> _names = new(() => Names(captions()));

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">No phrase asks for the task.</exception>
    public Task<InstructionOutcome> WriteAsync(InstructionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var known = phrases(request.Task.Name);
        if (known.Count == 0)
            throw new InvalidInputException(
                $"task '{request.Task}', which no phrase asks for",
                "a learned task with phrases",
                "teach the task again, with --phrase"
            );
        var caption =
            request.Caption
            ?? captionOf?.Invoke(request)
            ?? throw new InvalidInputException("a request without a caption", "one with a caption");
        var provenance = new InstructionProvenance(Model) { Tries = 1 };
        var fitting = known.Where(phrase => Fits(phrase, caption)).ToArray();
        if (fitting.Length == 0)
            return Task.FromResult<InstructionOutcome>(
                new RejectedInstruction(
                    InstructionFault.ObjectNotNamed,
                    $"no phrase of task '{request.Task}' fits a picture of \"{caption}\"",
                    provenance
                )
            );
        var phrase = fitting[new CounterRandom(request.Seed, request.Index, Stream).Next(fitting.Length)];
        return Task.FromResult<InstructionOutcome>(
            new WrittenInstruction(request.Task, caption, phrase, EditedObject: null, caption, provenance)
        );
    }

    // Names side by side are one: a red cube is not there for a red sphere and a blue cube.
    private bool Fits(string phrase, string caption)
    {
        var (shown, run) = ($" {string.Join(' ', Words(caption))} ", "");
        foreach (var word in Words(phrase).Append(""))
            if (_names.Value.Contains(word))
                run += word + " ";
            else if (run.Length > 0 && !shown.Contains(" " + run, StringComparison.Ordinal))
                return false;
            else
                run = "";
        return true;
    }

    private static HashSet<string> Names(IReadOnlyList<string> captions) =>
        [
            .. captions
                .SelectMany(c => Words(c).Distinct())
                .CountBy(word => word)
                .Where(w => w.Value <= Common * captions.Count)
                .Select(w => w.Key),
        ];

    private static IEnumerable<string> Words(string text) =>
        text.ToLowerInvariant().Split([.. " \t\r\n.,;:!?\"'()"], StringSplitOptions.RemoveEmptyEntries);
}
