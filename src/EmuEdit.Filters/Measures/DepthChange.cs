using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Mean absolute difference of the two depth maps: whether shapes stay where only their look may change (Emu Edit).</summary>
internal sealed class DepthChange() : PairFilter("depth_change", "the mean change of depth")
{
    public override bool CanRun(FilterModels models) => models.Depth is not null;

    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) =>
        [
            .. features
                .Depths(samples.Select(s => s.Input))
                .Zip(features.Depths(samples.Select(s => s.Target)), (a, b) => (double)a.Zip(b, (x, y) => Math.Abs(x - y)).Average()),
        ];
}
