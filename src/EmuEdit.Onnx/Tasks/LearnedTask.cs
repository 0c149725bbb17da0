using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>How a task was learned that the model was not trained for (Emu Edit, eq. 3); kept beside its vector.</summary>
public sealed record LearnedTask
{
    /// <summary>When.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>
    /// Instructions that ask for it: those of its examples, and any that were named besides. An instruction that is like one of them is
    /// taken for this task.
    /// </summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>
    /// Whether its phrases ask for it only where nothing else chooses: an edit must name it. So it is with an imported task, whose phrases
    /// others wrote, unless they were asked for. Default false.
    /// </summary>
    public bool ByNameOnly { get; init; }

    /// <summary>Examples that it was learned from.</summary>
    public int Examples { get; init; }

    /// <summary>Examples that were held out to choose the vector; 0 where the learned ones chose it.</summary>
    public int HeldOut { get; init; }

    /// <summary>The task whose embedding learning began with: the one that did the examples best.</summary>
    public string StartedFrom { get; init; } = "";

    /// <summary>Error of that embedding on the held-out examples.</summary>
    public double ErrorBefore { get; init; }

    /// <summary>The same of the learned vector.</summary>
    public double ErrorAfter { get; init; }

    /// <summary>Steps made.</summary>
    public long Steps { get; init; }

    /// <summary>Seconds of learning.</summary>
    public double Seconds { get; init; }

    /// <summary>Seed of its randomness.</summary>
    public Seed Seed { get; init; }

    /// <summary>
    /// SHA-256 of the model it was learned for, see <see cref="TaskLibrary.ModelOf"/>: to any other a vector means nothing.
    /// </summary>
    public string Model { get; init; } = "";
}
