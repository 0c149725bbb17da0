using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>
/// DDIM inversion (Song et al. 2020, section 4.3): finds the noise from which a given image
/// results, without guidance. A step up needs the network's prediction at its end. Fixed-point
/// iteration finds it, so that the steps down reproduce the image (as in Pan et al. 2023,
/// "Effective real image editing with accelerated iterative diffusion inversion").
/// </summary>
internal static class Inversion
{
    private const int Iterations = 3;

    /// <summary>Inverts one image per request.</summary>
    /// <param name="model">The text-to-image model.</param>
    /// <param name="requests">
    /// Image, caption, and the source of the last step's noise, which a clean image does not
    /// determine.
    /// </param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <param name="cancellationToken">Stops after the current step.</param>
    public static Trajectory[] Invert(
        LatentModel model,
        IReadOnlyList<(Image Picture, string Caption, CounterRandom Noise)> requests,
        int steps,
        CancellationToken cancellationToken
    )
    {
        var levels = model.Levels(steps);
        var latents = requests.Select(r => new float[steps + 1][]).ToArray();
        for (var r = 0; r < requests.Count; r++)
        {
            latents[r][steps] = model.Encode(requests[r].Picture);
            latents[r][steps - 1] = Noised(
                latents[r][steps],
                requests[r].Noise.Gaussians(model.Shape.Length),
                levels[steps - 1].Alpha,
                levels[steps - 1].Sigma
            );
        }
        for (var i = steps - 2; i >= 0; i--)
        {
            var (from, to) = (levels[i], levels[i + 1]);
            var z = latents.Select(l => l[i + 1]).ToArray();
            for (var k = 0; k < Iterations; k++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var clean = model.Clean([.. requests.Select((r, n) => new[] { new TextToImageItem(z[n], model.Text(r.Caption)) })], from);
                for (var r = 0; r < requests.Count; r++)
                    z[r] = Ddim.Step(latents[r][i + 1], clean[r][0], to, from);
            }
            for (var r = 0; r < requests.Count; r++)
                latents[r][i] = z[r];
        }
        return [.. requests.Select((r, k) => new Trajectory(r.Picture, r.Caption, latents[k]))];
    }

    private static float[] Noised(float[] clean, float[] noise, double alpha, double sigma) =>
        [.. clean.Zip(noise, (x, e) => (float)(alpha * x + sigma * e))];
}
