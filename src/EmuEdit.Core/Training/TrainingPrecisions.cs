namespace EmuEdit.Core;

/// <summary>Names of precisions, as options, forms and files have them.</summary>
public static class TrainingPrecisions
{
    /// <summary>Every name.</summary>
    public const string Allowed = "auto, float32, bfloat16";

    /// <summary><c>auto</c>, <c>float32</c> or <c>bfloat16</c>.</summary>
    public static string Name(this TrainingPrecision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>The precision of a name; null when none has it.</summary>
    public static TrainingPrecision? Find(string? name) =>
        Enum.GetValues<TrainingPrecision>().Where(precision => precision.Name() == name).Select(precision => (TrainingPrecision?)precision).FirstOrDefault();

    /// <summary>The precision of a name.</summary>
    /// <exception cref="InvalidInputException">No precision has it.</exception>
    public static TrainingPrecision Named(string name) => Find(name) ?? throw new InvalidInputException($"precision '{name}'", Allowed);
}
