using EmuEdit.Diffusion;
using EmuEdit.Training.Data;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace EmuEdit.Training.Editor;

/// <summary>
/// What the editor minimises: equation 2 of Emu Edit, with five choices of our own. The network predicts the clean latent. Six tenths of the timesteps
/// are the last, pure noise, where an edit is decided, and the rest uniform. The error is measured in pixels, by the pseudo-Huber norm
/// sqrt(d^2 + c^2) - c (Song and Dhariwal 2023), which does not blur between two answers as squares do. And it is the mean over the edited region plus the mean over the
/// rest, so that a small object weighs as much as a whole picture. The network's gates learn the edited region itself: the pixel error alone is lowest for a
/// network in doubt when it edits a little of every object, and such a network does not learn which one is named.
/// </summary>
internal sealed class EditObjective : IDisposable
{
    // Regions below this share of a picture (12 pixels of 64 x 64) weigh as if they were this large.
    private const double SmallestRegion = 12.0 / 4096;

    private readonly EditModel _model;
    private readonly EditorTrainerOptions _options;
    private readonly TorchOps _exact = new(_ => throw new InvalidOperationException("The transform has no parameters."), mixedPrecision: false);
    private readonly Tensor _alphas, _sigmas;
    private readonly long[] _emptyText;

    /// <param name="model">The networks.</param>
    /// <param name="transform">The autoencoder.</param>
    /// <param name="options">Of the run.</param>
    /// <param name="emptyText">Token ids of the empty instruction.</param>
    public EditObjective(EditModel model, BlockTransform transform, EditorTrainerOptions options, long[] emptyText)
    {
        (_model, Transform, _options, _emptyText) = (model, transform, options, emptyText);
        var schedule = new NoiseSchedule(EditorTrainer.Schedule);
        LastTimestep = schedule.Config.TrainTimesteps - 1;
        _alphas = Table(schedule, level => level.Alpha);
        _sigmas = Table(schedule, level => level.Sigma);
    }

    public BlockTransform Transform { get; }

    public long LastTimestep { get; }

    /// <summary>The mean loss of a batch, differentiable; timesteps, noise and dropout come from torch's generator.</summary>
    public Tensor Loss(TorchOps ops, EditBatch batch)
    {
        var count = batch.Samples.Count;
        var input = Encode(batch.Inputs, count);
        var target = Encode(batch.Targets, count);
        var timesteps = Timesteps(count);
        var noisy = (At(_alphas, timesteps) * target).Plus(At(_sigmas, timesteps) * randn_like(target));
        var (keepImage, keepText) = Dropout(count);
        var (clean, where) = Predict(ops, noisy, input * keepImage.view(-1, 1, 1, 1), timesteps, batch, keepText);
        var region = tensor(batch.Regions, [count, 1, _options.Network.ImageSize, _options.Network.ImageSize]);
        return PixelError(clean.Minus(target), region).Plus(GateError(where, region).Times(_options.GateWeight)).mean();
    }

    /// <summary>The clean latents predicted in one step from pure noise.</summary>
    public Tensor PredictFromNoise(TorchOps ops, EditBatch batch)
    {
        var input = Encode(batch.Inputs, batch.Samples.Count);
        return Predict(ops, randn_like(input), input, Arithmetic.Filled([batch.Samples.Count], LastTimestep, ScalarType.Int64), batch, keepText: null).Clean;
    }

    public Tensor Decode(Tensor latents) => Transform.Decode(_exact, latents);

    public Tensor Encode(float[] pictures, int count)
    {
        var size = _options.Network.ImageSize;
        return Transform.Encode(_exact, tensor(pictures, [count, 3, size, size]));
    }

    /// <summary>Frees the tables of the schedule.</summary>
    public void Dispose()
    {
        _alphas.Dispose();
        _sigmas.Dispose();
    }

    private (Tensor Clean, Tensor Where) Predict(TorchOps ops, Tensor noisy, Tensor input, Tensor timesteps, EditBatch batch, Tensor? keepText)
    {
        var count = batch.Samples.Count;
        var ids = tensor(batch.Ids, [count, batch.Ids.Length / count]);
        var task = ops.Weight(_model.Tasks).index_select(0, tensor(batch.Tasks));
        if (keepText is not null)
        {
            var keep = keepText.view(-1, 1);
            ids = where(keep.to(ScalarType.Bool), ids, tensor(_emptyText, [1, _emptyText.Length]));
            task *= keep;
        }
        var text = _model.Text.Forward(ops, ids);
        return _model.UNet.Forward(ops, cat([noisy, input], 1), timesteps.to(ScalarType.Float32), text, task);
    }

    private Tensor Timesteps(int count)
    {
        var uniform = randint(0, LastTimestep + 1, count, ScalarType.Int64);
        return uniform.Except(rand(count).IsBelow(_options.LastTimestepShare), LastTimestep);
    }

    // Brooks et al. 2023: 5 % lose the text, 5 % the picture, 5 % both; the task goes with the text.
    private (Tensor KeepImage, Tensor KeepText) Dropout(int count)
    {
        var p = _options.Dropout;
        var u = rand(count);
        var textAlone = u.IsBelow(p);
        var (image, text) = (u.IsBelow(3 * p).bitwise_xor(textAlone), u.IsBelow(2 * p));
        return (Kept(image), Kept(text));

        static Tensor Kept(Tensor dropped) => dropped.to(ScalarType.Float32).Complement();
    }

    // The transform is linear, so the error of pictures is the decoded error of latents.
    private Tensor PixelError(Tensor latentError, Tensor region)
    {
        var error = Decode(latentError);
        var huber = error.Squared().Plus(_options.HuberWidth * _options.HuberWidth).sqrt().Plus(-_options.HuberWidth).mean([1L], keepdim: true);
        return MeanOver(huber, region).Plus(MeanOver(huber, region.Complement()).Times(_options.OutsideWeight));
    }

    // Cross-entropy over the cells with an edited pixel, summed and divided by their number: an object in doubt costs the same, small or large.
    private Tensor GateError(Tensor where, Tensor region)
    {
        var cells = functional.max_pool2d(region, _options.Network.Patch);
        var error = functional.binary_cross_entropy_with_logits(where, cells, reduction: Reduction.None);
        return MeanOver(error, ones_like(cells)) / cells.mean([1L, 2, 3]).AtLeast(SmallestRegion);
    }

    private static Tensor MeanOver(Tensor error, Tensor region)
    {
        var area = region.mean([1L, 2, 3]).AtLeast(SmallestRegion);
        return (error * region).mean([1L, 2, 3]) / area;
    }

    private static Tensor At(Tensor table, Tensor timesteps) => table.index_select(0, timesteps).view(-1, 1, 1, 1);

    private static Tensor Table(NoiseSchedule schedule, Func<NoiseLevel, double> value) =>
        tensor([.. Enumerable.Range(0, schedule.Config.TrainTimesteps).Select(t => (float)value(schedule[t]))]).DetachFromDisposeScope();
}
