using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>vae_encoder/model.onnx</c>: an image [B, 3, S, S] to its latent, either
/// <c>latent_parameters</c> (mean and log-variance, 2C channels; the mean is taken) or
/// <c>latent_sample</c> (C channels). The first is preferred, because a graph that returns the
/// second may draw random numbers.
/// </summary>
public sealed class VaeEncoder
{
    private const string Parameters = "latent_parameters", Sample = "latent_sample";
    private readonly OnnxSession _session;
    private readonly TensorSpec _picture;
    private readonly string _output;

    internal VaeEncoder(OnnxSession session)
    {
        _session = session;
        session.AllowInputs("sample");
        _picture = session.Floats("sample", 4);
        _output = session.HasOutput(Parameters) ? Parameters : Sample;
        session.Output(_output, 4);
        DrawsNoise = _output == Sample && GraphFile.DrawsNoise(session.Path);
        if (_picture.Fixed(1) is { } channels && channels != 3)
            throw session.Refuse(_picture, "3 channels, red, green and blue");
    }

    /// <summary>
    /// Whether the graph samples the latent around its mean. Each run then gives another latent,
    /// and an edit is not reproducible.
    /// </summary>
    public bool DrawsNoise { get; }

    /// <summary>Side of the images that the model takes, in pixels; null when it takes any.</summary>
    internal int? Size => _picture.Fixed(3);

    /// <summary>Throws when the model was made for another size.</summary>
    internal void RequireSize(int size)
    {
        if ((_picture.Fixed(2) ?? size) != size || (_picture.Fixed(3) ?? size) != size)
            throw _session.Refuse(_picture, $"pictures of the bundle's size, {size} x {size}");
    }

    /// <summary>Encodes one image.</summary>
    /// <param name="pixels">[3, height, width] in [-1, 1].</param>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Height of the image in pixels.</param>
    /// <returns>The latent, [1, C, h, w], unscaled.</returns>
    /// <exception cref="InvalidInputException">The model fails on the image.</exception>
    public Tensor Encode(float[] pixels, int width, int height)
    {
        using var inputs = new ModelInputs().Add(_picture, pixels, 1, 3, height, width);
        var latent = _session.Run(inputs, _output);
        if (_output == Sample)
            return latent;
        var shape = latent.Shape;
        return new(latent.Values[..(latent.Values.Length / 2)], shape[0], shape[1] / 2, shape[2], shape[3]);
    }
}
