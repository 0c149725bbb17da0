namespace EmuEdit.Core;

/// <summary>Names of precisions in options, forms and files.</summary>
public static class TrainingPrecisions
{
    /// <summary>All names, for messages.</summary>
    public const string Allowed = "auto, float32, bfloat16";

    /// <summary><c>auto</c>, <c>float32</c> or <c>bfloat16</c>.</summary>
    public static string Name(this TrainingPrecision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>Finds a precision by name; null when no precision has that name.</summary>
    public static TrainingPrecision? Find(string? name) =>
        Enum.GetValues<TrainingPrecision>()
            .Where(precision => precision.Name() == name)
            .Select(precision => (TrainingPrecision?)precision)
            .FirstOrDefault();

    /// <summary>Finds a precision by name.</summary>
    /// <exception cref="InvalidInputException">No precision has that name.</exception>
    public static TrainingPrecision Named(string name) => Find(name) ?? throw new InvalidInputException($"precision '{name}'", Allowed);
}
