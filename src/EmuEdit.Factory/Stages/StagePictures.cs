using System.Security.Cryptography;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Pairs;

namespace EmuEdit.Factory;

/// <summary>
/// The pictures of a shard between its stages: PNG files named by their content. So a picture that several pairs have is one file, and a stage that runs again writes the same ones.
/// </summary>
/// <param name="files">Keeps them.</param>
internal sealed class StagePictures(StageFiles files)
{
    private const string Ending = ".png";

    // Samples: a processor encodes some while a store is waited for with others.
    private const int AtOnce = 8;

    private readonly SkiaCodec _codec = new();

    /// <summary>Writes the pictures of outcomes.</summary>
    /// <returns>The outcomes with names for pictures, in order.</returns>
    public async Task<IReadOnlyList<StoredOutcome>> Save(IReadOnlyList<PairOutcome> outcomes)
    {
        var saved = new StoredOutcome[outcomes.Count];
        await Parallel.ForEachAsync(outcomes.Index(), Several(default), async (o, _) => saved[o.Index] = await Save(o.Item).ConfigureAwait(false)).ConfigureAwait(false);
        return saved;
    }

    /// <summary>Reads pairs, in order.</summary>
    public async Task<IReadOnlyList<ImagePair>> Load(IReadOnlyList<StoredPair> pairs, CancellationToken cancellation)
    {
        var loaded = new ImagePair[pairs.Count];
        await Parallel.ForEachAsync(pairs.Index(), Several(cancellation), async (p, stop) => loaded[p.Index] = await Load(p.Item, stop).ConfigureAwait(false)).ConfigureAwait(false);
        return loaded;
    }

    /// <summary>Reads a pair.</summary>
    public async Task<ImagePair> Load(StoredPair pair, CancellationToken cancellation)
    {
        var sample = pair.Sample;
        var (input, target) = (await Load(sample.Input, cancellation).ConfigureAwait(false), await Load(sample.Target, cancellation).ConfigureAwait(false));
        var region = Mask.Of(await Load(sample.Region, cancellation).ConfigureAwait(false));
        return new(new(input, sample.Instruction, target, sample.Task, region, sample.InputCaption, sample.OutputCaption, sample.EditedObject), pair.Origin);
    }

    private async Task<StoredOutcome> Save(PairOutcome outcome)
    {
        // Candidates share the picture that was there first: it is encoded once.
        var (names, pairs) = (new Dictionary<Image, string>(), new List<StoredPair>());
        foreach (var (sample, origin) in outcome.Pairs)
            pairs.Add(new(
                new(await Known(sample.Input).ConfigureAwait(false), sample.Instruction, await Known(sample.Target).ConfigureAwait(false), sample.Task,
                    await Save(sample.Region.ToImage()).ConfigureAwait(false), sample.InputCaption, sample.OutputCaption, sample.EditedObject),
                origin));
        return new(pairs, outcome.Failure);

        async Task<string> Known(Image picture) => names.TryGetValue(picture, out var name) ? name : names[picture] = await Save(picture).ConfigureAwait(false);
    }

    private async Task<string> Save(Image picture)
    {
        var png = _codec.EncodePng(picture);
        var name = Convert.ToHexStringLower(SHA256.HashData(png).AsSpan(0, 16)) + Ending;
        await files.Put(name, png).ConfigureAwait(false);
        return name;
    }

    // A batch that an earlier version began has the PNG itself in the place of its name, in base64, which knows no dot.
    private async Task<Image> Load(string name, CancellationToken cancellation) => name.EndsWith(Ending, StringComparison.Ordinal)
        ? _codec.Decode(await files.Get(name, cancellation).ConfigureAwait(false), name)
        : _codec.Decode(Convert.FromBase64String(name), "a picture between two stages");

    private static ParallelOptions Several(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
}
