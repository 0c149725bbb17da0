using EmuEdit.Training.Data;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// The mean squared error of what the network says, the change from what is seen in the noise (Karras et al. 2022, eq. 8), over timesteps drawn uniformly, the last of which is pure noise (Lin et al. 2023).
/// It is measured in pixels: of a block's coefficients the small ones count for as little as they are seen.
/// </summary>
internal sealed class TextToImageObjective : IDisposable
{
    private readonly TextToImageModel _model;
    private readonly TextToImageTrainerOptions _options;
    private readonly TorchOps _exact = new(_ => throw new InvalidOperationException("The transform has no parameters."), mixedPrecision: false);
    private readonly Tensor _alphas = tensor(NoiseTables.Alphas).DetachFromDisposeScope(), _sigmas = tensor(NoiseTables.Sigmas).DetachFromDisposeScope(),
        _shares = tensor(NoiseTables.Shares).DetachFromDisposeScope();
    private readonly BlockTransform _transform;

    public TextToImageObjective(TextToImageModel model, TextToImageTrainerOptions options)
    {
        (_model, _options) = (model, options);
        _transform = new(options.Network.Patch, [.. options.Deviations]);
    }

    /// <summary>The mean loss of a batch, differentiable; timesteps, noise and dropout come from the generator.</summary>
    public Tensor Loss(TorchOps ops, CaptionBatch batch, Generator random)
    {
        var size = _options.Network.ImageSize;
        var latent = _transform.Encode(_exact, tensor(batch.Pictures, [batch.Count, 3, size, size]));
        var timesteps = randint(0, NoiseTables.Alphas.Length, batch.Count, ScalarType.Int64, generator: random);
        var noisy = (At(_alphas, timesteps) * latent).Plus(At(_sigmas, timesteps) * randn(latent.shape, generator: random));
        var dropped = rand([batch.Count, 1], generator: random).IsBelow(_options.Dropout);
        var ids = where(dropped, Ids(_options.Tokenize(""), 1), Ids(batch.Ids, batch.Count));
        var (seen, change) = _model.Look(ops, _transform, noisy, timesteps.to(ScalarType.Float32), _model.Text.Forward(ops, ids));
        return change.Minus(_transform.Decode(_exact, latent.Minus(seen) / At(_shares, timesteps))).Squared().mean();
    }

    /// <summary>The clean latents [B, C, h, w] of noisy ones at timesteps [B], for the captions with the token ids [B, L].</summary>
    public Tensor Predict(TorchOps ops, Tensor noisy, Tensor timesteps, Tensor ids) =>
        _model.Predict(ops, _transform, noisy, timesteps.to(ScalarType.Float32), _model.Text.Forward(ops, ids));

    /// <summary>The pictures of latents.</summary>
    public Tensor Decode(Tensor latents) => _transform.Decode(_exact, latents);

    /// <summary>Token ids [B, L].</summary>
    public static Tensor Ids(long[] ids, int count) => tensor(ids, [count, ids.Length / count]);

    /// <summary>Frees the tables of the schedule.</summary>
    public void Dispose()
    {
        _alphas.Dispose();
        _sigmas.Dispose();
        _shares.Dispose();
    }

    private static Tensor At(Tensor table, Tensor timesteps) => table.index_select(0, timesteps).view(-1, 1, 1, 1);
}
