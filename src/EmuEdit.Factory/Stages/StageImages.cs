using System.Security.Cryptography;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Pairs;

namespace EmuEdit.Factory;

/// <summary>
/// Stores the images of a shard between its stages, as PNG files named by their content. So an image
/// that several pairs share is one file, and a stage that runs again writes the same files.
/// </summary>
/// <param name="files">The files of the shard's stages.</param>
internal sealed class StageImages(StageFiles files)
{
    private const string Ending = ".png";

    // Concurrent samples: the processor encodes some of them while others wait for the store.
    private const int AtOnce = 8;

    private readonly SkiaCodec _codec = new();

    /// <summary>Stores the images of outcomes.</summary>
    /// <returns>The outcomes in order, with the names of the images in place of the images.</returns>
    public async Task<IReadOnlyList<StoredOutcome>> SaveAsync(IReadOnlyList<PairOutcome> outcomes)
    {
        var saved = new StoredOutcome[outcomes.Count];
        await Parallel
            .ForEachAsync(
                outcomes.Index(),
                Several(default),
                async (o, _) => saved[o.Index] = await SaveAsync(o.Item).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return saved;
    }

    /// <summary>Reads pairs. Returns them in the same order.</summary>
    public async Task<IReadOnlyList<ImagePair>> LoadAsync(IReadOnlyList<StoredPair> pairs, CancellationToken cancellationToken)
    {
        var loaded = new ImagePair[pairs.Count];
        await Parallel
            .ForEachAsync(
                pairs.Index(),
                Several(cancellationToken),
                async (p, stop) => loaded[p.Index] = await LoadAsync(p.Item, stop).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return loaded;
    }

    /// <summary>Reads a pair.</summary>
    public async Task<ImagePair> LoadAsync(StoredPair pair, CancellationToken cancellationToken)
    {
        var sample = pair.Sample;
        var (input, target) = (
            await LoadAsync(sample.Input, cancellationToken).ConfigureAwait(false),
            await LoadAsync(sample.Target, cancellationToken).ConfigureAwait(false)
        );
        var region = Mask.Of(await LoadAsync(sample.Region, cancellationToken).ConfigureAwait(false));
        return new(
            new(input, sample.Instruction, target, sample.Task, region, sample.InputCaption, sample.OutputCaption, sample.EditedObject),
            pair.Origin
        );
    }

    private async Task<StoredOutcome> SaveAsync(PairOutcome outcome)
    {
        // The candidates of a sample share their first image, which is encoded once.
        var (names, pairs) = (new Dictionary<Image, string>(), new List<StoredPair>());
        foreach (var (sample, origin) in outcome.Pairs)
            pairs.Add(
                new(
                    new(
                        await Known(sample.Input).ConfigureAwait(false),
                        sample.Instruction,
                        await Known(sample.Target).ConfigureAwait(false),
                        sample.Task,
                        await SaveAsync(sample.Region.ToImage()).ConfigureAwait(false),
                        sample.InputCaption,
                        sample.OutputCaption,
                        sample.EditedObject
                    ),
                    origin
                )
            );
        return new(pairs, outcome.Failure);

        async Task<string> Known(Image picture) =>
            names.TryGetValue(picture, out var name) ? name : names[picture] = await SaveAsync(picture).ConfigureAwait(false);
    }

    private async Task<string> SaveAsync(Image picture)
    {
        var png = _codec.EncodePng(picture);
        var name = Convert.ToHexStringLower(SHA256.HashData(png).AsSpan(0, 16)) + Ending;
        await files.PutAsync(name, png).ConfigureAwait(false);
        return name;
    }

    // Batches of earlier versions contain the PNG itself, in base64, in place of its name. Base64
    // contains no dot.
    private async Task<Image> LoadAsync(string name, CancellationToken cancellationToken) => name.EndsWith(Ending, StringComparison.Ordinal)
        ? _codec.Decode(await files.GetAsync(name, cancellationToken).ConfigureAwait(false), name)
        : _codec.Decode(Convert.FromBase64String(name), "an image between two stages");

    private static ParallelOptions Several(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
