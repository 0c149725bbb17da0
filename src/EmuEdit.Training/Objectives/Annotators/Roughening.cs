using EmuEdit.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmuEdit.Training.Annotators;

/// <summary>
/// Makes images of the world resemble the output of a diffusion model: blurs them, adds
/// noise, and shifts brightness and colour. Each image gets its own random strength.
/// </summary>
internal static class Roughening
{
    private const double Blur = 0.8, Noise = 0.08, Gain = 0.08, Shift = 0.05;

    /// <summary>Roughens images [B, 3, S, S] on [-1, 1].</summary>
    /// <param name="pictures">The images.</param>
    /// <param name="strength">Strength; 0 returns the images unchanged.</param>
    /// <param name="random">The random generator.</param>
    public static Tensor Apply(Tensor pictures, double strength, Generator random)
    {
        if (strength == 0)
            return pictures;
        var count = pictures.shape[0];
        var soft = functional.avg_pool2d(pictures, 3, 1, 1, count_include_pad: false);
        var rough = pictures.PlusProduct(soft.Minus(pictures), Share(Blur));
        rough = rough.PlusProduct(randn(pictures.shape, generator: random), Share(Noise));
        var gain = randn([count, 3, 1, 1], generator: random).Times(Gain * strength).Plus(1);
        return (rough * gain).Plus(randn([count, 3, 1, 1], generator: random).Times(Shift * strength)).AtLeast(-1).AtMost(1);

        // Squared, so that most images are nearly clean.
        Tensor Share(double most) => rand([count, 1, 1, 1], generator: random).Squared().Times(most * strength);
    }
}
