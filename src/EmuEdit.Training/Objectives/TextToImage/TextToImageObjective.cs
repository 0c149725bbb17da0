using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// The text-to-image model's objective: the mean squared error of the network's output, the change
/// from the sample that is visible in the noise (Karras et al. 2022, eq. 8). Noisy timesteps are
/// more frequent; the last one is pure noise (Lin et al. 2023). The error is measured in pixels, so
/// that a block's small coefficients count as little as they are visible. If the objects are known,
/// each cell also names what it shows, in the words of the caption, by cross-entropy: the pixel
/// error alone is low long before words and places are connected (TokenCompose, Wang et al. 2023,
/// teaches the same through attention).
/// </summary>
internal sealed class TextToImageObjective : IDisposable
{
    private readonly TextToImageNetwork _model;
    private readonly TextToImageTrainerOptions _options;
    private readonly TorchOps _exact = new(
        _ => throw new InvalidOperationException("The transform has no parameters."),
        TrainingPrecision.Float32
    );
    private readonly Tensor _alphas = tensor(NoiseTables.Alphas).DetachFromDisposeScope(),
        _sigmas = tensor(NoiseTables.Sigmas).DetachFromDisposeScope(),
        _shares = tensor(NoiseTables.Shares).DetachFromDisposeScope();
    private readonly BlockTransform _transform;
    private readonly Tensor _nothing;

    public TextToImageObjective(TextToImageNetwork model, TextToImageTrainerOptions options)
    {
        (_model, _options) = (model, options);
        _transform = new(options.Network.Patch, [.. options.Deviations]);
        _nothing = tensor(options.Tokenize("")[1..2]).DetachFromDisposeScope();
    }

    // Share of the timesteps that count as noisy, from the last one down.
    private const double Noisy = 0.2;

    // Objects that cover less of an image are weighted as if they covered this share.
    private const double SmallestObjects = 1.0 / 24;

    public static long LastTimestep => NoiseTables.Alphas.Length - 1;

    /// <summary>
    /// The mean loss of a batch, differentiable. Timesteps, noise and dropout come from the
    /// generator.
    /// </summary>
    public Tensor Loss(TorchOps ops, CaptionBatch batch, Generator random)
    {
        var (error, names) = Look(ops, batch, Timesteps(batch.Count, _options.NoisyShare, random), random);
        return error.Plus(NameError(names, batch).Times(_options.NameWeight));
    }

    /// <summary>Draws <paramref name="count"/> timesteps [B]: a share of them noisy, the others uniform.</summary>
    public static Tensor Timesteps(int count, double noisyShare, Generator random)
    {
        var uniform = randint(0, LastTimestep + 1, count, ScalarType.Int64, generator: random);
        var noisy = randint((long)((1 - Noisy) * LastTimestep), LastTimestep + 1, count, ScalarType.Int64, generator: random);
        return where(rand(count, generator: random).IsBelow(noisyShare), noisy, uniform);
    }

    /// <summary>The mean error of a batch at timesteps [B].</summary>
    public Tensor Error(TorchOps ops, CaptionBatch batch, Tensor timesteps, Generator random) => Look(ops, batch, timesteps, random).Error;

    private (Tensor Error, Tensor Names) Look(TorchOps ops, CaptionBatch batch, Tensor timesteps, Generator random)
    {
        var size = _options.Network.ImageSize;
        var latent = _transform.Encode(_exact, tensor(batch.Pictures, [batch.Count, 3, size, size]));
        var noisy = (At(_alphas, timesteps) * latent).Plus(At(_sigmas, timesteps) * randn(latent.shape, generator: random));
        var dropped = rand([batch.Count, 1], generator: random).IsBelow(_options.Dropout);
        var ids = where(dropped, Ids(_options.Tokenize(""), 1), Ids(batch.Ids, batch.Count));
        var (seen, change, features) = _model.Look(ops, _transform, noisy, timesteps.to(ScalarType.Float32), _model.Text.Forward(ops, ids));
        var error = change.Minus(_transform.Decode(_exact, latent.Minus(seen) / At(_shares, timesteps))).Squared().mean();
        return (error, _model.Names(ops, features));
    }

    private Tensor NameError(Tensor names, CaptionBatch batch)
    {
        var truth = tensor(batch.Names, [batch.Count, CaptionBatch.NameLength, names.shape[2], names.shape[3]]);
        var error = names.log_softmax(1).gather(1, truth).neg().mean([1L, 2, 3]);
        var named = truth.select(1, 0).ne(_nothing).to(ScalarType.Float32).mean([1L, 2]);
        return (error / named.AtLeast(SmallestObjects) * tensor(batch.Known)).mean();
    }

    /// <summary>
    /// Predicts the clean latents [B, C, h, w] of noisy ones at timesteps [B], for the captions
    /// with the token ids [B, L].
    /// </summary>
    public Tensor Predict(TorchOps ops, Tensor noisy, Tensor timesteps, Tensor ids) =>
        _model.Predict(ops, _transform, noisy, timesteps.to(ScalarType.Float32), _model.Text.Forward(ops, ids));

    /// <summary>Decodes latents to images.</summary>
    public Tensor Decode(Tensor latents) => _transform.Decode(_exact, latents);

    /// <summary>Converts token ids to a tensor [B, L].</summary>
    public static Tensor Ids(long[] ids, int count) => tensor(ids, [count, ids.Length / count]);

    /// <summary>Frees the tables of the schedule.</summary>
    public void Dispose()
    {
        _alphas.Dispose();
        _sigmas.Dispose();
        _shares.Dispose();
        _nothing.Dispose();
    }

    private static Tensor At(Tensor table, Tensor timesteps) => table.index_select(0, timesteps).view(-1, 1, 1, 1);
}
