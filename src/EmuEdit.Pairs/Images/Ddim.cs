using EmuEdit.Diffusion;

namespace EmuEdit.Pairs;

/// <summary>One step of DDIM with eta = 0 (Song et al. 2020, eq. 12), in either direction.</summary>
internal static class Ddim
{
    /// <summary>
    /// Computes z at another noise level, from z at its level and the clean sample predicted from
    /// it.
    /// </summary>
    public static float[] Step(float[] z, float[] clean, NoiseLevel from, NoiseLevel to)
    {
        var (alpha, inverseSigma, nextAlpha, nextSigma) = ((float)from.Alpha, (float)(1 / from.Sigma), (float)to.Alpha, (float)to.Sigma);
        var next = new float[z.Length];
        for (var i = 0; i < z.Length; i++)
            next[i] = nextAlpha * clean[i] + nextSigma * ((z[i] - alpha * clean[i]) * inverseSigma);
        return next;
    }

    /// <summary>Applies text guidance (Ho and Salimans 2022): without + scale (with - without).</summary>
    public static float[] Guide(float[] with, float[] without, float scale)
    {
        var guided = new float[with.Length];
        for (var i = 0; i < guided.Length; i++)
            guided[i] = without[i] + scale * (with[i] - without[i]);
        return guided;
    }
}
