using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>One way to generate the edited image of a pair.</summary>
/// <param name="Caption">Caption of the edited image.</param>
/// <param name="Mask">Where the edited image may differ.</param>
/// <param name="SelfAttention">
/// Share of the steps, from the first on, that take self-attention from the input branch, 0 to 1.
/// </param>
/// <param name="CrossAttention">
/// Share of the steps, from the first on, that take cross-attention outside the mask from the input
/// branch, 0 to 1.
/// </param>
/// <param name="Features">
/// Share of the steps, from the first on, that take a decoder layer's features from the input
/// branch, 0 to 1.
/// </param>
/// <param name="InputSteps">
/// Share of the steps, from the first on, that take the input branch's latent, 0 to 1.
/// </param>
internal sealed record EditedBranch(
    string Caption,
    EditMask Mask,
    float SelfAttention,
    float CrossAttention,
    float Features,
    float InputSteps
)
{
    /// <summary>
    /// Noise [C, h, w] that the masked area starts from. Default null: the input's noise.
    /// </summary>
    public float[]? Noise { get; init; }

    public bool IsLed(int step, int steps) => step < Math.Max(Features, Math.Max(SelfAttention, CrossAttention)) * steps;

    public int FirstStep(int steps) => Math.Min(steps, (int)MathF.Round(InputSteps * steps));
}

/// <summary>
/// Grounded prompt-to-prompt (Sheynin et al. 2023, "grounded precise editing"). At each step, the
/// edited branch takes attention from the input branch. Outside the mask it also takes the latent:
/// z &lt;- z_edited * m + (1 - m) * z_input. The input branch is not generated again: its latents
/// are known, and the network runs on them only for their attention.
/// </summary>
internal static class GroundedEdit
{
    /// <summary>
    /// Generates the edited images of inputs, all in lockstep. The branches of one input share one
    /// run of the input branch.
    /// </summary>
    public static Image[][] Draw(
        LatentModel model,
        IReadOnlyList<(Trajectory Input, IReadOnlyList<EditedBranch> Branches)> edits,
        int steps,
        float guidance,
        CancellationToken cancellationToken
    )
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
                    active[g]
                        [k]
                        .Step(
                            step,
                            Ddim.Guide(clean[g][^(2 * (active[g].Length - k))], clean[g][^(2 * (active[g].Length - k) - 1)], guidance),
                            levels[i],
                            levels[i + 1]
                        );
        }
        return [.. runs.Select(group => group.Select(run => run.Image(model)).ToArray())];
    }

    // The input branch comes first, if any branch takes attention from it. Then each branch has one
    // item with its caption and one without.
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

        // As noisy as the input at its first step, with new noise in the cells that may change.
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
