using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>Draws pictures from captions: DDIM with text guidance, all in step.</summary>
internal static class Drawing
{
    /// <summary>Draws one picture a request.</summary>
    /// <param name="model">Draws.</param>
    /// <param name="requests">Caption, and the source of the noise that it starts from.</param>
    /// <param name="steps">Denoising steps.</param>
    /// <param name="guidance">Text guidance scale.</param>
    /// <param name="cancellationToken">Stops after the step it is at.</param>
    public static Trajectory[] Draw(LatentModel model, IReadOnlyList<(string Caption, CounterRandom Noise)> requests, int steps, float guidance, CancellationToken cancellationToken)
    {
        var (levels, without) = (model.Levels(steps), model.Text(""));
        var latents = requests.Select(r => new float[steps + 1][]).ToArray();
        for (var r = 0; r < requests.Count; r++)
            latents[r][0] = requests[r].Noise.Gaussians(model.Shape.Length);
        for (var i = 0; i < steps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clean = model.Clean([.. requests.Select((r, k) => new TextToImageItem[] { new(latents[k][i], model.Text(r.Caption)), new(latents[k][i], without) })], levels[i]);
            for (var r = 0; r < requests.Count; r++)
                latents[r][i + 1] = Ddim.Step(latents[r][i], Ddim.Guide(clean[r][0], clean[r][1], guidance), levels[i], levels[i + 1]);
        }
        return [.. requests.Select((r, k) => new Trajectory(model.Decode(latents[k][steps]), r.Caption, latents[k]))];
    }
}
