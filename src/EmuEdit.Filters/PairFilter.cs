using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>
/// Measures one number per pair that shows whether its edit succeeded. A filter
/// sees the pair's content and the models' features, never how the pair was made.
/// </summary>
/// <param name="name">Name in <c>emu_edit.json</c> and in decisions.</param>
/// <param name="measured">What the number means, in words that "is 0.5" can follow.</param>
internal abstract class PairFilter(string name, string measured)
{
    /// <summary>Name of the filter.</summary>
    public string Name { get; } = name;

    /// <summary>What the filter measures, in words.</summary>
    public string Measured { get; } = measured;

    /// <summary>Returns whether the model that the filter uses is available.</summary>
    public virtual bool CanRun(FilterModels models) => true;

    /// <summary>Measures each pair. A pair's number does not depend on the other pairs.</summary>
    public abstract double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features);
}

/// <summary>Base class of the filters that need no model.</summary>
internal abstract class PlainFilter(string name, string measured) : PairFilter(name, measured)
{
    public sealed override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) => [.. samples.Select(Measure)];

    protected abstract double Measure(EditSample sample);
}
