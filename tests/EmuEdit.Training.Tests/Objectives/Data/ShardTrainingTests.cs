using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.TestKit;
using EmuEdit.World;

namespace EmuEdit.Training.Tests.Data;

public sealed class ShardTrainingTests : IDisposable
{
    private const int Samples = 12, HeldOut = 2, Steps = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly WorldDataset _world = new(1, Toy.Size);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_OnShards_EqualsOneOnTheSameSamplesBitForBit()
    {
        for (var shard = 0; shard < 3; shard++)
            ShardWriter.Write(
                _folder[ShardWriter.FileName("world", shard)],
                Enumerable.Range(4 * shard, 4).Select(i => KeyValuePair.Create($"{i}", _world.Sample(i)))
            );
        var (shards, order) = (ShardDataset.Open([_folder.Path], Toy.Size), new EpochShuffle(1, Samples - HeldOut));
        Train("world", i => _world.Sample(order[i]), i => _world.Sample(Samples - HeldOut + i));
        Train("shards", i => shards.Sample(order[i]), i => shards.Sample(Samples - HeldOut + i));
        var (fromWorld, fromShards) = (Read("world"), Read("shards"));
        Assert.Equal(fromWorld.Tensors.Keys.Order(), fromShards.Tensors.Keys.Order());
        Assert.All(fromWorld.Tensors, t => Assert.Equal(t.Value.Values, fromShards.Tensors[t.Key].Values));
    }

    private void Train(string run, Func<long, EditSample> samples, Func<long, EditSample> heldOut) =>
        Toy.Train(
            Toy.Editor(_folder[run], Steps) with
            {
                Samples = samples,
                HeldOut = heldOut,
                HeldOutCount = HeldOut,
                BatchSize = 4,
                Tokenize = Tokenize,
            }
        );

    private Safetensors Read(string run) => Safetensors.Read(Path.Combine(_folder[run], "checkpoint.safetensors"));

    // Any function of the text will do; the toy's tokenizer knows few words.
    private static long[] Tokenize(string text) => [.. Enumerable.Range(0, Toy.Length).Select(i => i < text.Length ? text[i] % 64L : 0L)];
}
