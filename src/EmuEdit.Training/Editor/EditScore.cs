using EmuEdit.Core;

namespace EmuEdit.Training.Editor;

/// <summary>How near an edit is to the truth: mean absolute error over RGB, on 0..1, inside and outside the edited region.</summary>
/// <param name="Inside">Inside the region; 0 for an empty one.</param>
/// <param name="Outside">Outside it; 0 when it is the whole picture.</param>
/// <param name="Unchanged">Inside the region, when the input is left as it is.</param>
internal readonly record struct EditScore(double Inside, double Outside, double Unchanged)
{
    /// <summary>Inside less than half of what the input leaves and at most 0.06, outside below 0.03.</summary>
    public bool Success => Inside < Unchanged / 2 && Inside <= 0.06 && Outside < 0.03;

    public static EditScore Of(EditSample sample, Image edit) =>
        new(Error(edit, sample, 255), Error(edit, sample, 0), Error(sample.Input, sample, 255));

    private static double Error(Image image, EditSample sample, byte where)
    {
        var (sum, count) = (0L, 0L);
        for (var p = 0; p < sample.Region.Pixels.Length; p++)
        {
            if (sample.Region.Pixels[p] != where)
                continue;
            count += 3;
            for (var c = 3 * p; c < 3 * p + 3; c++)
                sum += Math.Abs(image.Pixels[c] - sample.Target.Pixels[c]);
        }
        return count == 0 ? 0 : sum / (255.0 * count);
    }
}
