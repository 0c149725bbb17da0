using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>One way to draw the edited picture of a pair.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Mask">Where it may differ.</param>
/// <param name="SelfAttention">Share of the steps, the first ones, whose self-attention is the input branch's, 0 to 1.</param>
/// <param name="CrossAttention">The same of the cross-attention outside the mask.</param>
/// <param name="Features">The same of a decoder layer's features.</param>
/// <param name="InputSteps">Share of the steps, the first ones, that take the input branch's latent, 0 to 1.</param>
internal sealed record EditedBranch(string Caption, EditMask Mask, float SelfAttention, float CrossAttention, float Features, float InputSteps)
{
    /// <summary>Noise [C, h, w] that the masked area starts from; null, the default, for the input's.</summary>
    public float[]? Noise { get; init; }

    public bool IsLed(int step, int steps) => step < Math.Max(Features, Math.Max(SelfAttention, CrossAttention)) * steps;

    public int FirstStep(int steps) => Math.Min(steps, (int)MathF.Round(InputSteps * steps));
}

/// <summary>
/// Prompt-to-prompt, grounded (Sheynin et al. 2023, "grounded precise editing"): at each step the edited branch takes attention from the input branch, and outside the mask its latent,
/// z &lt;- z_edited * m + (1 - m) * z_input. The input branch is not drawn again, only looked at: its latents are known.
/// </summary>
internal static class GroundedEdit
{
    /// <summary>Draws the edited pictures of inputs, all in step; the branches of one input share the look at it.</summary>
    public static Image[][] Draw(LatentModel model, IReadOnlyList<(Trajectory Input, IReadOnlyList<EditedBranch> Branches)> edits, int steps, float guidance, CancellationToken cancellationToken)
    {
        var levels = model.Levels(steps);
        var runs = edits.Select(e => e.Branches.Select(b => new Run(model, e.Input, b, levels)).ToArray()).ToArray();
        for (var i = 0; i < steps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = i;
            var active = runs.Select(group => group.Where(run => run.FirstStep <= step).ToArray()).ToArray();
            var clean = model.Clean([.. active.Select(group => Items(model, group, step, steps))], levels[i]);
            for (var g = 0; g < active.Length; g++)
                for (var k = 0; k < active[g].Length; k++)
                    active[g][k].Step(step, Ddim.Guide(clean[g][^(2 * (active[g].Length - k))], clean[g][^(2 * (active[g].Length - k) - 1)], guidance), levels[i], levels[i + 1]);
        }
        return [.. runs.Select(group => group.Select(run => run.Image(model)).ToArray())];
    }

    // First the input branch, if any branch looks at it; then of each branch the item with its caption and the one without.
    private static List<TextToImageItem> Items(LatentModel model, Run[] group, int step, int steps)
    {
        var items = new List<TextToImageItem>();
        if (group.Any(run => run.Branch.IsLed(step, steps)))
            items.Add(new(group[0].Input.Latents[step], model.Text(group[0].Input.Caption)));
        foreach (var run in group)
        {
            items.Add(run.Branch.IsLed(step, steps)
                ? new(run.Latent, model.Text(run.Branch.Caption))
                {
                    Source = 0,
                    SelfShare = step < run.Branch.SelfAttention * steps ? 1 : 0,
                    CrossShare = step < run.Branch.CrossAttention * steps ? 1 : 0,
                    FeatureShare = step < run.Branch.Features * steps ? 1 : 0,
                    Mask = run.Grid,
                }
                : new(run.Latent, model.Text(run.Branch.Caption)));
            items.Add(new(run.Latent, model.Text("")));
        }
        return items;
    }

    private sealed class Run
    {
        public Run(LatentModel model, Trajectory input, EditedBranch branch, Diffusion.NoiseLevel[] levels)
        {
            (Input, Branch, Grid, FirstStep) = (input, branch, branch.Mask.OnGrid(model.Shape), branch.FirstStep(input.Steps));
            Latent = branch.Noise is { } noise ? Renewed(noise, levels[FirstStep]) : input.Latents[FirstStep];
        }

        public Trajectory Input { get; }

        public EditedBranch Branch { get; }

        public float[] Grid { get; }

        public int FirstStep { get; }

        public float[] Latent { get; private set; }

        public void Step(int step, float[] clean, Diffusion.NoiseLevel from, Diffusion.NoiseLevel to)
        {
            var (next, kept) = (Ddim.Step(Latent, clean, from, to), Input.Latents[step + 1]);
            for (var i = 0; i < next.Length; i++)
                next[i] = kept[i] + Grid[i % Grid.Length] * (next[i] - kept[i]);
            Latent = next;
        }

        // As noisy as the input is then, with other noise in the cells that may change.
        private float[] Renewed(float[] noise, Diffusion.NoiseLevel level)
        {
            var (latent, clean) = ((float[])Input.Latents[FirstStep].Clone(), Input.Latents[^1]);
            for (var i = 0; i < latent.Length; i++)
                if (Grid[i % Grid.Length] >= 0.5f)
                    latent[i] = (float)(level.Alpha * clean[i] + level.Sigma * noise[i]);
            return latent;
        }

        public Image Image(LatentModel model) => Branch.Mask.Blend(Input.Picture, model.Decode(Latent));
    }
}
