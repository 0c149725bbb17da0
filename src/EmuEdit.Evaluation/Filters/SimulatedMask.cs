using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Simulates the mask with which synthesis would have confined an edit.</summary>
internal static class SimulatedMask
{
    private static readonly EditTask[]
        OfOneObject = [EditTask.Local, EditTask.Texture, EditTask.Add, EditTask.Remove],
        Confined = [EditTask.Background, EditTask.Text, EditTask.Detect, EditTask.Segment];

    /// <summary>
    /// Returns one of synthesis' masks (precise, dilated or box) for edits of one object,
    /// the sample's own region for other confined edits, and the whole image for the rest.
    /// </summary>
    public static Mask Of(EditSample sample, CounterRandom random)
    {
        var region = sample.Region;
        if (OfOneObject.Contains(sample.Task))
            return random.Next(3) switch
            {
                0 => region,
                1 => Dilated(region, 1 + region.Width / 64),
                _ => Box.Of(region).ToMask(region.Width, region.Height),
            };
        if (Confined.Contains(sample.Task))
            return region;
        var all = new Mask(region.Width, region.Height);
        all.Pixels.AsSpan().Fill(255);
        return all;
    }

    private static Mask Dilated(Mask mask, int by)
    {
        var wide = new Mask(mask.Width, mask.Height);
        for (var y = 0; y < mask.Height; y++)
            for (var x = 0; x < mask.Width; x++)
                if (mask[x, y])
                    for (var v = Math.Max(0, y - by); v <= Math.Min(mask.Height - 1, y + by); v++)
                        wide.Pixels.AsSpan(v * mask.Width + Math.Max(0, x - by), Math.Min(mask.Width, x + by + 1) - Math.Max(0, x - by))
                            .Fill(255);
        return wide;
    }
}
