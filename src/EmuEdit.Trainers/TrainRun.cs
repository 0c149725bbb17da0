using System.Reflection;
using EmuEdit.Onnx;
using EmuEdit.Training.Text;
using EmuEdit.World;

namespace EmuEdit.Trainers;

/// <summary>A training run: its samples, its tokenizer, and its folder, which holds <c>tokenizer/</c> and a folder for each part.</summary>
public sealed class TrainRun
{
    /// <summary>Names of the parts' folders.</summary>
    public const string TokenizerPart = "tokenizer", EditorPart = "editor", PredictorPart = "task-predictor", ClipPart = "clip", TextToImagePart = "text-to-image",
        DetectorPart = "detector", SegmenterPart = "segmenter", DepthPart = "depth";

    /// <summary>Tokens an instruction is padded or cut to.</summary>
    public const int TextLength = 48;

    private readonly string _folder;
    private readonly ClipTokenizer _tokenizer;

    /// <summary>Makes the tokenizer: of the world's words, which are the same each time, and so is the tokenizer. Other words it spells.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="data">Where the samples come from.</param>
    internal TrainRun(string folder, TrainData data)
    {
        (_folder, Data) = (folder, data);
        var builder = new TokenizerBuilder(WorldVocabulary.Words);
        builder.Write(Part(TokenizerPart), TextLength);
        (_tokenizer, Vocabulary) = (ClipTokenizer.Load(Part(TokenizerPart)), builder.Vocabulary.Count);
    }

    /// <summary>Where the samples come from.</summary>
    internal TrainData Data { get; }

    /// <summary>Tokens there are.</summary>
    internal int Vocabulary { get; }

    internal string Part(string part) => Path.Combine(_folder, part);

    internal long[] Tokenize(string text) => Tokenize(text, TextLength);

    /// <summary>The same padded or cut to another length.</summary>
    internal long[] Tokenize(string text, int length) => [.. _tokenizer.Encode(text, length).Ids.Select(id => (long)id)];

    /// <summary>How this run was started, for its record.</summary>
    public static string Command => "emuedit " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));

    /// <summary>The commit that this program was built from; null when the build did not know it.</summary>
    public static string? Commit =>
        typeof(TrainRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit] ? commit : null;
}
