using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>Generates images from captions: DDIM with text guidance, all images in lockstep.</summary>
internal static class Drawing
{
    /// <summary>Generates one image per request.</summary>
    /// <param name="model">The text-to-image model.</param>
    /// <param name="requests">
    /// Captions, each with the source of the noise that the image starts from.
    /// </param>
    /// <param name="steps">Number of denoising steps.</param>
    /// <param name="guidance">Text guidance scale.</param>
    /// <param name="cancellationToken">Stops after the current step.</param>
    public static Trajectory[] Draw(
        LatentModel model,
        IReadOnlyList<(string Caption, CounterRandom Noise)> requests,
        int steps,
        float guidance,
        CancellationToken cancellationToken
    )
    {
        var (levels, without) = (model.Levels(steps), model.Text(""));
        var latents = requests.Select(r => new float[steps + 1][]).ToArray();
        for (var r = 0; r < requests.Count; r++)
            latents[r][0] = requests[r].Noise.Gaussians(model.Shape.Length);
        for (var i = 0; i < steps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clean = model.Clean(
                [
                    .. requests.Select(
                        (r, k) => new TextToImageItem[] { new(latents[k][i], model.Text(r.Caption)), new(latents[k][i], without) }
                    ),
                ],
                levels[i]
            );
            for (var r = 0; r < requests.Count; r++)
                latents[r][i + 1] = Ddim.Step(latents[r][i], Ddim.Guide(clean[r][0], clean[r][1], guidance), levels[i], levels[i + 1]);
        }
        return [.. requests.Select((r, k) => new Trajectory(model.Decode(latents[k][steps]), r.Caption, latents[k]))];
    }
}
