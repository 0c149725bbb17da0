namespace EmuEdit.Diffusion;

/// <summary>The conditions of one branch of a guided step.</summary>
public enum GuidanceBranch
{
    /// <summary>The instruction (and task) and the input image.</summary>
    Full,

    /// <summary>Only the input image; the text is "", without a task.</summary>
    ImageOnly,

    /// <summary>No condition: the text is "", without a task, and the input latent is zeros.</summary>
    None,
}

/// <summary>
/// Classifier-free guidance on two conditions: Brooks et al. 2023 (InstructPix2Pix), eq. 3, e =
/// e(none) + image * (e(image) - e(none)) + text * (e(full) - e(image)). A branch with the weight 0
/// is not run.
/// </summary>
public sealed class Guidance
{
    private readonly (GuidanceBranch Branch, float Weight)[] _weights;

    /// <summary>
    /// Creates guidance with the given scales. Scales of 1 and 1 run only the fully conditioned
    /// branch.
    /// </summary>
    /// <param name="image">
    /// Image guidance scale: how strongly the result follows the input image; Emu Edit: 1.5.
    /// </param>
    /// <param name="text">Text guidance scale: how strongly the result follows the instruction; Emu Edit: 5.0.</param>
    public Guidance(float image, float text)
    {
        (GuidanceBranch, float Weight)[] all =
        [
            (GuidanceBranch.Full, text),
            (GuidanceBranch.ImageOnly, image - text),
            (GuidanceBranch.None, 1 - image),
        ];
        _weights = [.. all.Where(w => w.Weight != 0)];
        Branches = [.. _weights.Select(w => w.Branch)];
    }

    /// <summary>
    /// The branches to run, in the order of the batch. There is at least one, because the weights
    /// add up to 1.
    /// </summary>
    public IReadOnlyList<GuidanceBranch> Branches { get; }

    /// <summary>
    /// Computes the weighted sum of the branches' predictions. A prediction may be of the noise, v
    /// or the sample, because each is linear in the others.
    /// </summary>
    /// <param name="batch">The predictions of <see cref="Branches"/>, one after the other.</param>
    /// <param name="guided">Receives the sum; has the length of one prediction.</param>
    public void Combine(ReadOnlySpan<float> batch, Span<float> guided)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch.Length, guided.Length * _weights.Length);
        guided.Clear();
        for (var b = 0; b < _weights.Length; b++)
        {
            var weight = _weights[b].Weight;
            var prediction = batch.Slice(b * guided.Length, guided.Length);
            for (var i = 0; i < guided.Length; i++)
                guided[i] += weight * prediction[i];
        }
    }
}
