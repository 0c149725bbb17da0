namespace EmuEdit.Onnx;

/// <summary>
/// The edit U-Net bound to one edit's conditions. Buffers are pinned once and reused, so a step
/// allocates no buffers. Not thread-safe.
/// </summary>
public sealed class EditUNetRun : IDisposable
{
    private readonly EditUNet _unet;
    private readonly int _branches;
    private readonly float[] _sample, _prediction;
    private readonly ModelInputs _inputs = new();
    private readonly ModelOutput _output;
    private readonly Action<double> _setTimestep;

    /// <param name="unet">The network.</param>
    /// <param name="shape">Shape of a latent.</param>
    /// <param name="sizes">Original size, crop and target size, each as height and width.</param>
    /// <param name="branches">The conditions, one per item of the batch.</param>
    internal EditUNetRun(EditUNet unet, LatentShape shape, float[] sizes, IReadOnlyList<EditCondition> branches)
    {
        (_unet, _branches) = (unet, branches.Count);
        _sample = new float[_branches * 2 * shape.Length];
        _prediction = new float[_branches * shape.Length];
        for (var b = 0; b < _branches; b++)
            branches[b].ImageLatent.CopyTo(_sample, (2 * b + 1) * shape.Length);

        _inputs.Add(unet.Sample, _sample, _branches, 2 * shape.Channels, shape.Height, shape.Width);
        _setTimestep = _inputs.AddTimesteps(unet.Timestep, 0, _branches);
        var text = branches[0].Text.States.Shape;
        _inputs.Add(unet.Text, [.. branches.SelectMany(b => b.Text.States.Values)], _branches, text[1], text[2]);
        if (unet.Task is not null)
            _inputs.Add(unet.Task, [.. branches.SelectMany(b => b.Task)], _branches, branches[0].Task.Length);
        if (unet.Pooled is not null)
            _inputs.Add(unet.Pooled, [.. branches.SelectMany(b => b.Text.Pooled)], _branches, branches[0].Text.Pooled.Length);
        if (unet.Sizes is not null)
            _inputs.Add(unet.Sizes, [.. branches.SelectMany(_ => sizes)], _branches, sizes.Length);
        _output = new(unet.Prediction, _prediction, _branches, shape.Channels, shape.Height, shape.Width);
    }

    /// <summary>Runs the network once for all branches.</summary>
    /// <param name="z">The noisy latent, [C, h, w]; shared by all branches.</param>
    /// <param name="timestep">The training timestep.</param>
    /// <returns>
    /// The predictions of the branches, one after the other, [B, C, h, w]. The next call overwrites
    /// them.
    /// </returns>
    /// <exception cref="Core.InvalidInputException">The model fails on the latent.</exception>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> z, double timestep)
    {
        for (var b = 0; b < _branches; b++)
            z.CopyTo(_sample.AsSpan(2 * b * z.Length));
        _setTimestep(timestep);
        _unet.Session.Run(_inputs, _output);
        return _prediction;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs.Dispose();
        _output.Dispose();
    }
}
