using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>One number of a pair that says whether its edit went well. It sees what a pair holds and what models say of it, never how the pair came about.</summary>
/// <param name="name">Its name in <c>emu_edit.json</c> and in decisions.</param>
/// <param name="measured">What the number is, in words that "is 0.5" can follow.</param>
internal abstract class PairFilter(string name, string measured)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it measures, in words.</summary>
    public string Measured { get; } = measured;

    /// <summary>Whether the model that it looks through is there.</summary>
    public virtual bool CanRun(FilterModels models) => true;

    /// <summary>The number of each pair, which does not depend on the other pairs.</summary>
    public abstract double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features);
}

/// <summary>A filter that needs no model.</summary>
internal abstract class PlainFilter(string name, string measured) : PairFilter(name, measured)
{
    public sealed override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) => [.. samples.Select(Measure)];

    protected abstract double Measure(EditSample sample);
}
