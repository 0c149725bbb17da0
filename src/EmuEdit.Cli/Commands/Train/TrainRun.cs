using System.Reflection;
using EmuEdit.Onnx;
using EmuEdit.Training.Text;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>A training run on the built-in world: its folder holds <c>tokenizer/</c> and a folder for each part.</summary>
/// <param name="folder">The folder; made when missing.</param>
/// <param name="seed">Seed of the world and of the weights.</param>
/// <param name="size">Pixels a side.</param>
internal sealed class TrainRun(string folder, long seed, int size)
{
    /// <summary>Names of the parts' folders.</summary>
    public const string TokenizerPart = "tokenizer", EditorPart = "editor", PredictorPart = "task-predictor", ClipPart = "clip";

    /// <summary>Tokens an instruction is padded or cut to.</summary>
    public const int TextLength = 48;

    /// <summary>Held-out samples come from another world.</summary>
    private const long HeldOutSeedOffset = 1L << 32;

    /// <summary>The world that is trained on.</summary>
    public WorldDataset World { get; } = new(seed, size);

    /// <summary>The world that scores come from.</summary>
    public WorldDataset HeldOut { get; } = new(seed + HeldOutSeedOffset, size);

    /// <summary>Another world with phrasings that training never sees.</summary>
    public WorldDataset HeldOutPhrasings { get; } = new(seed + HeldOutSeedOffset, size, heldOut: true);

    public string Part(string part) => Path.Combine(folder, part);

    /// <summary>Makes the tokenizer: of the world's words, which are the same each time, and so is the tokenizer.</summary>
    public (Func<string, long[]> Tokenize, int Vocabulary) MakeTokenizer()
    {
        var builder = new TokenizerBuilder(WorldVocabulary.Words);
        builder.Write(Part(TokenizerPart), TextLength);
        var tokenizer = ClipTokenizer.Load(Part(TokenizerPart));
        return (text => [.. tokenizer.Encode(text).Ids.Select(id => (long)id)], builder.Vocabulary.Count);
    }

    /// <summary>How this run was started, for its record.</summary>
    public static string Command => "emuedit " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));

    /// <summary>The commit that this program was built from; null when the build did not know it.</summary>
    public static string? Commit =>
        typeof(TrainRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit] ? commit : null;
}
