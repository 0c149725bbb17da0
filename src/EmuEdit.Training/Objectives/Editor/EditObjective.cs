using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmuEdit.Training.Editor;

/// <summary>The random draws for the loss of a batch.</summary>
/// <param name="Timesteps">Timesteps [B], integers.</param>
/// <param name="Noise">Normal noise of the latents' shape.</param>
/// <param name="KeepImage">[B]: 0 if the sample's image is dropped, else 1.</param>
/// <param name="KeepText">[B]: 0 if the sample's text and task are dropped, else 1.</param>
internal sealed record EditDraws(Tensor Timesteps, Tensor Noise, Tensor KeepImage, Tensor KeepText);

/// <summary>
/// The editor's objective: equation 2 of Emu Edit, with six choices of this project. The network
/// predicts the clean image. Six tenths of the timesteps are the last one, pure noise, where an
/// edit is decided; the rest are uniform. The error is measured in pixels, with the pseudo-Huber
/// norm sqrt(d^2 + c^2) - c (Song and Dhariwal 2023): quadratic below c, so that a missing change
/// pulls harder than a slightly wrong one, and linear above, which does not blur between two
/// distant answers. The loss is the mean over the edited region plus the mean over the rest, so
/// that a small object weighs as much as a whole image. Inside the region, a faint change weighs
/// more than a large one. The network's gates learn what is edited: the region and whatever else
/// changes. Without this, an uncertain network has the lowest pixel error if it edits a little of
/// every object, and it does not learn which object is named.
/// </summary>
internal sealed class EditObjective : IDisposable
{
    // Regions below this share of an image (12 pixels of 64 x 64) are weighted as if they were this large.
    private const double SmallestRegion = 12.0 / 4096;

    // The same for the gates of single pixels. A small region has few of them, and a wrong guess opens many.
    private const double SmallestOutline = 1.0 / 24;

    // Mean absolute change, on images of [-1, 1], from which an edit has
    // weight 1. A fainter edit weighs proportionally more, up to the maximum.
    private const double LargeChange = 0.24, MostImportance = 4;

    // From two grey levels on, on images of [-1, 1], a difference counts as a change.
    private const double Seen = 2 / 127.5;

    private readonly EditModel _model;
    private readonly EditorTrainerOptions _options;
    private readonly TorchOps _exact = new(
        _ => throw new InvalidOperationException("The transform has no parameters."),
        TrainingPrecision.Float32
    );
    private readonly Tensor _alphas = tensor(NoiseTables.Alphas).DetachFromDisposeScope(),
        _sigmas = tensor(NoiseTables.Sigmas).DetachFromDisposeScope();
    private readonly long[] _emptyText;

    /// <param name="model">The networks.</param>
    /// <param name="transform">The autoencoder.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="emptyText">Token ids of the empty instruction.</param>
    public EditObjective(EditModel model, BlockTransform transform, EditorTrainerOptions options, long[] emptyText) =>
        (_model, Transform, _options, _emptyText) = (model, transform, options, emptyText);

    public BlockTransform Transform { get; }

    public static long LastTimestep => NoiseTables.Alphas.Length - 1;

    /// <summary>
    /// The mean loss of a batch, differentiable. Timesteps, noise and dropout come from the
    /// generator.
    /// </summary>
    public Tensor Loss(TorchOps ops, EditBatch batch, Generator random) => Loss(ops, batch, Draw(batch.Samples.Count, random));

    /// <summary>Draws the random numbers for the loss of <paramref name="count"/> samples.</summary>
    public EditDraws Draw(int count, Generator random)
    {
        var timesteps = Timesteps(count, random);
        var noise = randn([count, _options.Network.LatentChannels, EditNetworkOptions.Grid, EditNetworkOptions.Grid], generator: random);
        var (keepImage, keepText) = Dropout(count, random);
        return new(timesteps, noise, keepImage, keepText);
    }

    /// <summary>The mean loss of a batch with the given draws, differentiable.</summary>
    public Tensor Loss(TorchOps ops, EditBatch batch, EditDraws draws)
    {
        var (input, target) = (Images(batch.Inputs, batch), Images(batch.Targets, batch));
        var noisy = (At(_alphas, draws.Timesteps) * Transform.Encode(_exact, target)).Plus(At(_sigmas, draws.Timesteps) * draws.Noise);
        var kept = Transform.Encode(_exact, input) * draws.KeepImage.view(-1, 1, 1, 1);
        var (clean, cells, pixels) = Predict(ops, noisy, kept, draws.Timesteps, batch, draws.KeepText);
        var region = tensor(batch.Regions, [batch.Samples.Count, 1, _options.Network.ImageSize, _options.Network.ImageSize]);
        var edited = Edited(input, target, region);
        var gates = GateError(cells, functional.max_pool2d(edited, _options.Network.Patch), SmallestRegion)
            .Plus(GateError(pixels, edited, SmallestOutline));
        return ImageError(clean, target, input, region).Plus(gates.Times(_options.GateWeight)).mean();
    }

    /// <summary>Predicts clean images in one step from pure noise.</summary>
    public Tensor PredictFromNoise(TorchOps ops, EditBatch batch)
    {
        var input = Transform.Encode(_exact, Images(batch.Inputs, batch));
        return Predict(
            ops,
            randn_like(input),
            input,
            Arithmetic.Filled([batch.Samples.Count], LastTimestep, ScalarType.Int64),
            batch,
            keepText: null
        ).Clean;
    }

    /// <summary>Frees the tables of the schedule.</summary>
    public void Dispose()
    {
        _alphas.Dispose();
        _sigmas.Dispose();
    }

    private Tensor Images(float[] values, EditBatch batch) =>
        tensor(values, [batch.Samples.Count, 3, _options.Network.ImageSize, _options.Network.ImageSize]);

    private (Tensor Clean, Tensor Cells, Tensor Pixels) Predict(
        TorchOps ops,
        Tensor noisy,
        Tensor input,
        Tensor timesteps,
        EditBatch batch,
        Tensor? keepText
    )
    {
        var count = batch.Samples.Count;
        var ids = tensor(batch.Ids, [count, batch.Ids.Length / count]);
        var task = _model.Tasks is { } table
            ? ops.Weight(table).index_select(0, tensor(batch.Tasks))
            : zeros([count, _model.Options.TextWidth]);
        if (keepText is not null)
        {
            var keep = keepText.view(-1, 1);
            ids = where(keep.to(ScalarType.Bool), ids, tensor(_emptyText, [1, _emptyText.Length]));
            task *= keep;
        }
        var text = _model.Text.Forward(ops, ids);
        return _model.UNet.Forward(ops, Transform, cat([noisy, input], 1), timesteps.to(ScalarType.Float32), text, task);
    }

    private Tensor Timesteps(int count, Generator random)
    {
        var uniform = randint(0, LastTimestep + 1, count, ScalarType.Int64, generator: random);
        return uniform.Except(rand(count, generator: random).IsBelow(_options.LastTimestepShare), LastTimestep);
    }

    // As in Brooks et al. 2023: equal shares lose the text, the image, or both. The task is dropped with the text.
    private (Tensor KeepImage, Tensor KeepText) Dropout(int count, Generator random)
    {
        var p = _options.Dropout;
        var u = rand(count, generator: random);
        var textAlone = u.IsBelow(p);
        var (image, text) = (u.IsBelow(3 * p).bitwise_xor(textAlone), u.IsBelow(2 * p));
        return (Kept(image), Kept(text));

        static Tensor Kept(Tensor dropped) => dropped.to(ScalarType.Float32).Complement();
    }

    private Tensor ImageError(Tensor clean, Tensor target, Tensor input, Tensor region)
    {
        var huber = clean
            .Minus(target)
            .Squared()
            .Plus(_options.HuberWidth * _options.HuberWidth)
            .sqrt()
            .Plus(-_options.HuberWidth)
            .mean([1L], keepdim: true);
        var change = MeanOver(input.Minus(target).abs().mean([1L], keepdim: true), region);
        return (MeanOver(huber, region) * Importance(change)).Plus(MeanOver(huber, region.Complement()).Times(_options.OutsideWeight));
    }

    // The region of a skeleton edit is the box of the person, but the rest of the image turns black, too.
    private static Tensor Edited(Tensor input, Tensor target, Tensor region) =>
        maximum(region, input.Minus(target).abs().amax([1L], keepdim: true).IsBelow(Seen).logical_not().to(ScalarType.Float32));

    // Letters on a sign change their board by 0.05, a depth map changes everything by 0.37 (on 0 to
    // 1); both are edits of equal worth.
    private static Tensor Importance(Tensor change) => change.Times(1 / LargeChange).AtMost(1).AtLeast(1 / MostImportance).reciprocal();

    // Cross-entropy, summed and divided by the number of places with an edited pixel: a doubtful
    // object costs the same, small or large.
    private static Tensor GateError(Tensor where, Tensor places, double smallest)
    {
        var error = functional.binary_cross_entropy_with_logits(where, places, reduction: Reduction.None);
        return MeanOver(error, ones_like(places)) / places.mean([1L, 2, 3]).AtLeast(smallest);
    }

    private static Tensor MeanOver(Tensor error, Tensor region)
    {
        var area = region.mean([1L, 2, 3]).AtLeast(SmallestRegion);
        return (error * region).mean([1L, 2, 3]) / area;
    }

    private static Tensor At(Tensor table, Tensor timesteps) => table.index_select(0, timesteps).view(-1, 1, 1, 1);
}
