using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>A turn's image after thresholding.</summary>
/// <param name="Image">The old image's bytes where the edit changed little, the new image's bytes elsewhere.</param>
/// <param name="Changes">The pixels that come from the new image.</param>
public sealed record ThresholdedEdit(Image Image, Mask Changes);

/// <summary>
/// Sequential edit thresholding: Sheynin et al. 2023 (Emu Edit), eq. 4. A pixel whose low-passed
/// difference is below alpha keeps its old bytes exactly, so numerical error does not accumulate
/// over turns.
/// </summary>
/// <remarks>
/// <para>
/// The difference d of a pixel is the L1 norm that the equation gives: the <b>sum</b> over R, G, B
/// of |new - old| / 255, 0 to 3. At the paper's alpha of 0.03 a pixel may thus move by about 2.5 of
/// 255 levels per channel, the size of an autoencoder's round-trip error. If d were the mean, it
/// would be 7.6 levels, which the eye sees.
/// </para>
/// <para>
/// The low-pass filter is a box of (2 radius + 1) x (2 radius + 1) pixels. Beyond the border, the
/// border's pixel repeats. Sums are integers, so the result is the same on every machine.
/// </para>
/// <para>
/// The work takes four passes over the pixels, row by row, so that the active rows stay in the
/// cache: the differences of the row that enters the box, those of the row that leaves it (a
/// running sum down the columns), the sums along the row, and the choice. All passes use vector
/// registers.
/// </para>
/// </remarks>
public static class EditThresholding
{
    /// <summary>Emu Edit's alpha.</summary>
    public const float DefaultAlpha = 0.03f;

    /// <summary>Default radius of the filter: 5 x 5 pixels.</summary>
    public const int DefaultRadius = 2;

    /// <summary>The largest radius. A box's sum over 81 pixels still fits 16 bits.</summary>
    public const int MaxRadius = 4;

    /// <summary>Keeps the old pixels where the edit changed little.</summary>
    /// <param name="old">The previous turn's image.</param>
    /// <param name="edited">The edited image, of the same size.</param>
    /// <param name="alpha">The threshold on the filtered difference, 0 (keep none) to 1.</param>
    /// <param name="radius">Radius of the box filter in pixels, 0 (no filter) to <see cref="MaxRadius"/>.</param>
    /// <exception cref="InvalidInputException">Alpha or radius is out of its range, or the sizes differ.</exception>
    public static ThresholdedEdit Apply(Image old, Image edited, float alpha = DefaultAlpha, int radius = DefaultRadius)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(edited);
        if (!(alpha is >= 0 and <= 1))
            throw new InvalidInputException($"alpha {alpha}", "0 to 1", "0.03 is Emu Edit's value");
        if (radius is < 0 or > MaxRadius)
            throw new InvalidInputException($"filter radius {radius}", $"0 to {MaxRadius}");
        if ((old.Width, old.Height) != (edited.Width, edited.Height))
            throw new InvalidInputException(
                $"an edit of {edited.Width} x {edited.Height} pixels",
                $"the size of its input, {old.Width} x {old.Height}"
            );

        var result = new ThresholdedEdit(
            new Image(old.Width, old.Height, GC.AllocateUninitializedArray<byte>(old.Pixels.Length)),
            new Mask(old.Width, old.Height, GC.AllocateUninitializedArray<byte>(old.Width * old.Height)));
        new ThresholdingRows(old, edited, alpha, radius).Run(result);
        return result;
    }
}
