using System.Globalization;
using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// How a task was learned that the model was not trained for (Emu Edit, eq. 3). Stored beside its
/// vector.
/// </summary>
public sealed record LearnedTask
{
    /// <summary>When the task was learned.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>
    /// Instructions that ask for the task: those of its examples, and any that were given in
    /// addition. An instruction that is similar to one of them selects this task.
    /// </summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>
    /// Whether the phrases select the task only when nothing else does, so that an edit must name
    /// it. This holds for an imported task, whose phrases others wrote, unless its phrases were
    /// asked for. Default false.
    /// </summary>
    public bool ByNameOnly { get; init; }

    /// <summary>Number of examples that the task was learned from.</summary>
    public int Examples { get; init; }

    /// <summary>
    /// Number of examples that were held out to choose the vector; 0 when the training examples
    /// chose it.
    /// </summary>
    public int HeldOut { get; init; }

    /// <summary>
    /// The task whose embedding learning started from: the one with the smallest error on the
    /// examples.
    /// </summary>
    public string StartedFrom { get; init; } = "";

    /// <summary>Error of that embedding on the held-out examples.</summary>
    public double ErrorBefore { get; init; }

    /// <summary>Error of the learned vector on the same examples.</summary>
    public double ErrorAfter { get; init; }

    /// <summary>Whether learning made the error smaller.</summary>
    [JsonIgnore]
    public bool Improved => ErrorAfter < ErrorBefore;

    /// <summary>Requires that learning made the error smaller.</summary>
    /// <param name="name">The task's name, for the message.</param>
    /// <param name="otherwise">How a caller adds the task anyway, for the message.</param>
    /// <exception cref="InvalidInputException">It did not.</exception>
    public void RequireImproved(string name, string otherwise)
    {
        if (!Improved)
            throw new InvalidInputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"nothing was learned for '{name}': the error on {Judged} was {ErrorBefore:0.00000} before and "
                        + $"{ErrorAfter:0.00000} after"
                ),
                $"a smaller error than that of '{StartedFrom}', which learning started from",
                $"give more pairs that show the same change, or more steps; {otherwise} adds the task anyway"
            );
    }

    private string Judged => HeldOut > 0 ? $"{HeldOut} held-out pairs" : "the pairs";

    /// <summary>Number of steps that were made.</summary>
    public long Steps { get; init; }

    /// <summary>Duration of learning in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Seed of the randomness.</summary>
    public Seed Seed { get; init; }

    /// <summary>
    /// SHA-256 of the model that the task was learned for, see <see cref="TaskLibrary.ModelOf"/>.
    /// The vector is meaningless for any other model.
    /// </summary>
    public string Model { get; init; } = "";
}
