using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Training.Text;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>A training run on the built-in world: its folder holds <c>tokenizer/</c> and a folder for each part.</summary>
internal sealed class TrainRun
{
    /// <summary>Tokens an instruction is padded or cut to.</summary>
    public const int TextLength = 48;

    /// <summary>Held-out samples come from another world.</summary>
    private const long HeldOutSeedOffset = 1L << 32;

    private readonly string _folder;
    private readonly WorldDataset _world, _heldOut;
    private readonly ClipTokenizer _tokenizer;

    public TrainRun(string folder, long seed, int size)
    {
        (_folder, Seed, Size) = (folder, seed, size);
        (_world, _heldOut) = (new(seed, size), new(seed + HeldOutSeedOffset, size));
        // The world's words are the same each time, and so is the tokenizer made of them.
        var tokenizer = new TokenizerBuilder(WorldVocabulary.Words);
        tokenizer.Write(PartFolder("tokenizer"), TextLength);
        (_tokenizer, Vocabulary) = (ClipTokenizer.Load(PartFolder("tokenizer")), tokenizer.Vocabulary.Count);
    }

    public long Seed { get; }

    public int Size { get; }

    public int Vocabulary { get; }

    public long? Steps { get; init; }

    public double? Minutes { get; init; }

    public int BatchSize { get; init; }

    public string? InitialWeights { get; init; }

    public string PartFolder(string part) => Path.Combine(_folder, part);

    public EditSample Samples(long index) => _world.Sample(index);

    public EditSample HeldOut(long index) => _heldOut.Sample(index);

    public long[] Tokenize(string text) => [.. _tokenizer.Encode(text).Ids.Select(id => (long)id)];
}
