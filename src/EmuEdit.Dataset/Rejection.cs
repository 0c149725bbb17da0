namespace EmuEdit.Dataset;

/// <summary>
/// An item that a batch made and did not keep: an instruction, or a pair, whose images are then in the shard of rejected pairs.
/// </summary>
/// <param name="Key">The sample's key.</param>
/// <param name="Task">Name of the task that the item was made for.</param>
/// <param name="Stage">The stage that rejected it, for example "instruction"; <see cref="Filters"/> for a pair.</param>
/// <param name="Filter">The filter of that stage that rejected it, or the kind of fault of an instruction.</param>
/// <param name="Reason">Why it was rejected, in words.</param>
public sealed record Rejection(string Key, string Task, string Stage, string Filter, string Reason)
{
    /// <summary>The stage of rejected pairs.</summary>
    public const string Filters = "filters";

    /// <summary>The value that the filter measured; null when it is not finite or there is none.</summary>
    public double? Value { get; init; }

    /// <summary>The instruction; null when there is none.</summary>
    public string? Instruction { get; init; }

    /// <summary>Caption of the input image; null when there is none.</summary>
    public string? InputCaption { get; init; }

    /// <summary>Caption of the target; null when there is none.</summary>
    public string? OutputCaption { get; init; }

    /// <summary>Creates the rejection of a pair.</summary>
    /// <exception cref="ArgumentException">The pair was kept.</exception>
    public static Rejection Of(string key, JudgedPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        var (sample, result) = (
            pair.Pair.Sample,
            pair.Decision.Rejection ?? throw new ArgumentException($"Pair {key} was not rejected.", nameof(pair))
        );
        return new(key, sample.Task.Name, Filters, result.Filter, result.Reason ?? "")
        {
            Value = double.IsFinite(result.Value) ? result.Value : null,
            Instruction = sample.Instruction,
            InputCaption = sample.InputCaption,
            OutputCaption = sample.OutputCaption,
        };
    }
}
