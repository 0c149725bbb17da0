namespace EmuEdit.Networks;

/// <summary>A learned tensor of a network. Its values are in a parameter store.</summary>
public sealed class Parameter(string name, float mean, float deviation, params long[] shape)
{
    /// <summary>Name, unique within a network, for example <c>unet.down0.res.conv1.weight</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Mean of the initial values.</summary>
    public float Mean { get; } = mean;

    /// <summary>Standard deviation of the initial values; 0 for a constant.</summary>
    public float Deviation { get; } = deviation;

    /// <summary>Dimensions.</summary>
    public long[] Shape { get; } = shape;

    /// <summary>Number of values.</summary>
    public long Count { get; } = shape.Aggregate(1L, (a, b) => a * b);
}
