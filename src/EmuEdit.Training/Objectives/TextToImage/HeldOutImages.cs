using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Diffusion.Schedulers;
using EmuEdit.Imaging;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// Evaluates the averaged weights on held-out captions during training: the
/// error, with the same noise each time, and images generated from noise.
/// </summary>
internal sealed class HeldOutImages(TextToImageTrainerOptions options, TextToImageObjective objective, TrainingState state)
{
    private const int MostDrawn = 16, Columns = 4, Steps = 20;
    private const double Guidance = 2;

    private readonly CaptionedImage[] _pairs = [.. Enumerable.Range(0, options.HeldOutCount).Select(i => options.HeldOut(i))];

    /// <summary>
    /// Returns the scores <c>error</c> and <c>error/noise</c>, see
    /// <see cref="TextToImageTrainer"/>; writes the sheet and the curves to the run's folder.
    /// </summary>
    public IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<TrainingProgress> metrics)
    {
        var ops = state.Ops;
        var error = Mean((count, random) => TextToImageObjective.Timesteps(count, noisyShare: 0, random));
        var fromNoise = Mean((count, _) => Arithmetic.Filled([count], TextToImageObjective.LastTimestep, ScalarType.Int64));
        Draw(ops, _pairs[..Math.Min(MostDrawn, _pairs.Length)]);
        RunPlots.Draw(options.Folder, metrics, "error", error);
        return new Dictionary<string, double> { ["error"] = error, ["error/noise"] = fromNoise };

        double Mean(Func<int, Generator, Tensor> timesteps) =>
            _pairs.Chunk(options.BatchSize).Select((pairs, i) => pairs.Length * Error(ops, pairs, i, timesteps)).ToArray().Sum()
            / _pairs.Length;
    }

    private double Error(TorchOps ops, CaptionedImage[] pairs, int batch, Func<int, Generator, Tensor> timesteps)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)batch);
        return objective.Error(ops, Batch(pairs), timesteps(pairs.Length, random), random).item<float>();
    }

    private void Draw(TorchOps ops, CaptionedImage[] pairs)
    {
        using var scope = NewDisposeScope();
        var network = options.Network;
        long[] shape = [pairs.Length, network.LatentChannels, EditNetworkOptions.Grid, EditNetworkOptions.Grid];
        var (told, untold) = (
            TextToImageObjective.Ids(Batch(pairs).Ids, pairs.Length),
            TextToImageObjective.Ids(options.Tokenize(""), 1).expand(pairs.Length, -1)
        );
        var z = new CounterRandom(0, 0).Gaussians((int)shape.Aggregate((a, b) => a * b));
        Scheduler.Start(EditModel.Schedule, Steps).Run(Denoise, z);
        var planes = objective.Decode(tensor(z, shape)).contiguous().data<float>().ToArray();
        var pictures = planes.Chunk(planes.Length / pairs.Length).Select(p => EditBatch.Image(p, network.ImageSize));
        var cells = pairs.Zip(pictures, (pair, picture) => new[] { (pair.Picture, pair.Caption), (picture, "drawn") });
        new SkiaCodec().Write(
            Path.Combine(options.Folder, "samples.png"),
            Sheet.Grid([.. cells.Chunk(Columns).Select(row => row.SelectMany(c => c).ToArray())], cell: 96)
        );

        void Denoise(ReadOnlySpan<float> noisy, NoiseLevel level, Span<float> clean)
        {
            using var step = NewDisposeScope();
            var (latents, timesteps) = (
                tensor(noisy.ToArray(), shape),
                Arithmetic.Filled([pairs.Length], level.Timestep, ScalarType.Int64)
            );
            var without = objective.Predict(ops, latents, timesteps, untold);
            var guided = without.Plus(objective.Predict(ops, latents, timesteps, told).Minus(without).Times(Guidance));
            guided.contiguous().data<float>().ToArray().CopyTo(clean);
        }
    }

    private CaptionBatch Batch(CaptionedImage[] pairs) => CaptionBatch.Of(pairs, options.Network.ImageSize, options.Tokenize);
}
