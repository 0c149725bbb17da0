namespace EmuEdit.Trainers;

/// <summary>Marks a property of <see cref="TrainOptions"/> as an option, and describes it for help and messages.</summary>
/// <param name="description">What the option does.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TrainOptionAttribute(string description) : Attribute
{
    /// <summary>What the option does, as the beginning of a sentence.</summary>
    public string Description { get; } = description;

    /// <summary>What is allowed. Default null: what a <c>Range</c> on the property says.</summary>
    public string? Allowed { get; init; }

    /// <summary>A word for the value, for help. Default "number".</summary>
    public string Value { get; init; } = "number";
}
