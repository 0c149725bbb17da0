using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Whether the edit is where the object is: intersection over union of the box around the
/// change and the detector's box of the named object. The detector looks at the target for an
/// added object, otherwise at the input. The filter catches the right edit of the wrong object.
/// </summary>
internal sealed class LocalizationIoU() : PairFilter("located", "the overlap of what changed and the object")
{
    public override bool CanRun(FilterModels models) => models.Detector is not null;

    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features)
    {
        features.Detect(samples.Where(s => s.EditedObject is not null).Select(Query));
        return
        [
            .. samples.Select(s =>
                s.EditedObject is null ? 0 : Pixels.Changed(s).IntersectionOverUnion(features.Detect([Query(s)])[0].Box)
            ),
        ];
    }

    private static (Image, string) Query(EditSample s) => (s.Task == EditTask.Add ? s.Target : s.Input, s.EditedObject!);
}
